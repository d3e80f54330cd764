/**
 * One live connection to a board: says hello, resumes, keeps a heartbeat, and comes back by itself with full-jitter
 * backoff. It knows frames, not what they mean.
 */

/** Milliseconds without a frame after which the other side counts as gone, and how often we ask. */
const SILENCE = 45_000;
const PING = 15_000;
/** A woken tab waits this long for a sign of life. */
const IMPATIENT = 5_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
/** When a connection may turn out to be dead, or to be possible again. */
const WAKING = ['visibilitychange', 'resume', 'pageshow', 'online', 'offline'];

/** Close codes by which the server says that this visitor may no longer listen. */
export const SHUT_OUT = new Set([4401, 4404]);
/** Close code for a page that is older than the server. */
export const OLD_PAGE = 4426;

/** @typedef {{ t: string, [field: string]: any }} Frame */
/** @typedef {'connecting' | 'online' | 'waiting'} Connection */
/**
 * @typedef {object} Listener
 * @property {() => Frame} hello the first frame of every connection
 * @property {(frame: Frame) => void} frame
 * @property {(connection: Connection) => void} state
 * @property {(code: number, failures: number) => void} closed
 */

export class Socket {
  /** @type {string} */
  #url;
  /** @type {Listener} */
  #on;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beat;
  #heard = 0;
  #failures = 0;
  #welcomed = false;
  #wanted = false;

  /**
   * @param {string} url
   * @param {Listener} on
   */
  constructor(url, on) {
    this.#url = url;
    this.#on = on;
  }

  /** Connect now, and stay connected. Nothing if it is connected, or about to be. */
  open() {
    if (this.#wanted) {
      if (!this.#socket) this.#connect();
      return;
    }
    this.#wanted = true;
    for (const type of WAKING) window.addEventListener(type, this.#wake, true);
    window.addEventListener('pagehide', this.#sleep);
    this.#connect();
  }

  close() {
    this.#wanted = false;
    for (const type of WAKING) window.removeEventListener(type, this.#wake, true);
    window.removeEventListener('pagehide', this.#sleep);
    clearTimeout(this.#retry);
    this.#drop();
  }

  /**
   * @param {Frame} frame
   * @returns {boolean} whether it was handed to the network
   */
  send(frame) {
    if (!this.#welcomed || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Begin again from what we have: after a gap in the events. */
  restart() {
    if (!this.#wanted) return;
    this.#drop();
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#on.state('connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#welcomed = false;
    this.#heard = performance.now();
    socket.onopen = () => socket.send(JSON.stringify(this.#on.hello()));
    socket.onmessage = (message) => this.#receive(String(message.data));
    socket.onclose = (event) => this.#lost(event.code);
    this.#beat = setInterval(() => this.#watch(), PING);
  }

  /** @param {string} data */
  #receive(data) {
    this.#heard = performance.now();
    const frame = JSON.parse(data);
    if (frame.t === 'welcome') {
      this.#welcomed = true;
      this.#failures = 0;
      this.#on.frame(frame);
      this.#on.state('online');
    } else if (frame.t !== 'pong') {
      this.#on.frame(frame);
    }
  }

  #watch() {
    if (performance.now() - this.#heard > SILENCE) this.#lost(0);
    else this.send({ t: 'ping' });
  }

  #wake = (/** @type {Event} */ event) => {
    const first = event.type === 'pageshow' && !(/** @type {PageTransitionEvent} */ (event).persisted);
    if (document.hidden || !this.#wanted || first) return;
    if (!this.#socket) {
      this.#connect();
      return;
    }
    const since = this.#heard;
    this.send({ t: 'ping' });
    const asked = this.#socket;
    setTimeout(() => {
      if (this.#socket === asked && this.#heard === since) this.restart();
    }, IMPATIENT);
  };

  /** A page that is left can be kept whole and come back, but not with an open connection. */
  #sleep = () => {
    clearTimeout(this.#retry);
    this.#drop();
  };

  /** @param {number} code */
  #lost(code) {
    this.#drop();
    if (!this.#wanted) return;
    this.#failures += 1;
    this.#on.state('waiting');
    this.#on.closed(code, this.#failures);
    if (!this.#wanted) return;
    const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
    this.#retry = setTimeout(() => this.#connect(), Math.random() * most);
  }

  #drop() {
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    this.#welcomed = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
