import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Socket } from '../src/sync/socket.js';

/** The browser's end of a connection, driven by hand. */
class Wire {
  static OPEN = 1;
  /** @type {Wire[]} */
  static all = [];
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  /** @type {any} */ onopen;
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
    Wire.all.push(this);
  }
  /** @param {string} data */
  send(data) {
    this.sent.push(JSON.parse(data));
  }
  close() {
    this.readyState = 3;
  }
  accept() {
    this.readyState = 1;
    this.onopen();
  }
  /** @param {object} frame */
  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  /** @param {number} code */
  drop(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** @type {Socket} */
let socket;
/** @type {any[]} */
let heard;
const wire = () => /** @type {Wire} */ (Wire.all.at(-1));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Wire);
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  Wire.all = [];
  heard = [];
  socket = new Socket('ws://host/live', {
    hello: () => ({ t: 'hello', v: 1, last: 7 }),
    frame: (frame) => heard.push(frame.t),
    state: (state) => heard.push(state),
    closed: (code, failures) => heard.push([code, failures]),
  });
  socket.open();
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function welcome() {
  wire().accept();
  wire().say({ t: 'welcome' });
}

describe('a connection', () => {
  it('says hello first, and is online once it is welcome', () => {
    expect(socket.send({ t: 'edits' })).toBe(false);
    welcome();
    expect(wire().sent).toEqual([{ t: 'hello', v: 1, last: 7 }]);
    expect(heard).toEqual(['connecting', 'welcome', 'online']);
    expect(socket.send({ t: 'edits' })).toBe(true);
  });

  // [SO11]
  it('asks every 15 seconds, and counts as lost after 45 of silence', () => {
    welcome();
    vi.advanceTimersByTime(45_000);
    expect(wire().sent.filter((frame) => frame.t === 'ping')).toHaveLength(3);
    expect(heard).not.toContain('waiting');
    vi.advanceTimersByTime(15_000);
    expect(heard).toContain('waiting');
  });

  it('stays when the other side answers', () => {
    welcome();
    for (let beat = 0; beat < 10; beat += 1) {
      vi.advanceTimersByTime(15_000);
      wire().say({ t: 'pong' });
    }
    expect(Wire.all).toHaveLength(1);
    expect(heard).not.toContain('pong');
  });
});

describe('coming back', () => {
  // [SO18]
  it('waits longer each time, up to ten seconds, and starts afresh once welcome', () => {
    const waits = [];
    for (let failure = 1; failure <= 8; failure += 1) {
      const made = Wire.all.length;
      wire().drop(1006);
      let waited = 0;
      while (Wire.all.length === made) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000]);
    welcome();
    wire().drop(1006);
    expect(heard.at(-1)).toEqual([1006, 1]);
  });

  it('happens at once when the network is back', () => {
    welcome();
    wire().drop(1006);
    window.dispatchEvent(new Event('online'));
    expect(Wire.all).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(Wire.all.length).toBeLessThanOrEqual(3);
  });

  it('happens at once when it is asked for, and only once', () => {
    welcome();
    wire().drop(1006);
    socket.open();
    socket.open();
    expect([Wire.all.length, heard.at(-1)]).toEqual([2, 'connecting']);
    welcome();
    vi.advanceTimersByTime(14_000);
    expect(Wire.all).toHaveLength(2);
  });

  // [SO17]
  it.each([1011, 1012, 1013, 4408])('happens after %i', (code) => {
    welcome();
    wire().drop(code);
    vi.advanceTimersByTime(1_100);
    expect(Wire.all).toHaveLength(2);
  });

  it('happens when a woken tab hears nothing for five seconds', () => {
    welcome();
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(4_900);
    expect(Wire.all).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(Wire.all).toHaveLength(2);
  });

  it('does not happen when the woken tab gets its answer', () => {
    welcome();
    vi.advanceTimersByTime(10);
    document.dispatchEvent(new Event('visibilitychange'));
    wire().say({ t: 'pong' });
    vi.advanceTimersByTime(6_000);
    expect(Wire.all).toHaveLength(1);
  });

  it('happens when a page that was left is shown again', () => {
    welcome();
    window.dispatchEvent(new Event('pagehide'));
    expect(wire().readyState).toBe(3);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect([Wire.all.length, heard.at(-1)]).toEqual([2, 'connecting']);
  });

  it('is not hurried by the first showing of a page, whose connection may be slow', () => {
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    vi.advanceTimersByTime(10_000);
    expect(Wire.all).toHaveLength(1);
  });

  it('ends with close', () => {
    welcome();
    socket.close();
    window.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(120_000);
    expect(Wire.all).toHaveLength(1);
  });
});
