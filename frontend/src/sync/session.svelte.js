/** One visit to a board: brings records, outbox and socket together. Views read its signals and call submit(). */
import { ApiError, fetchBoard } from './api.js';
import { Belongings } from './belongings.js';
import { hearTime } from './clock.js';
import { newId } from '../replica/ids.js';
import { Outbox } from './outbox.js';
import { Handover } from './handover.js';
import { OLD_PAGE, SHUT_OUT, Socket } from './socket.js';
import { Board } from '../replica/state.svelte.js';
import { keepForGood } from './store.js';

/** @import { BoardEvent, Edit, Present, Snapshot, Why, Wish } from '../replica/records.js' */
/** @import { Refusal } from './outbox.js' */
/** @import { Frame } from './socket.js' */
/** @import { Store } from './store.js' */

/** Seconds before the board is asked for again. */
const PAUSE = 4;

export class Session {
  /** @type {'loading' | 'open' | 'missing' | 'failed'} */
  phase = $state('loading');
  why = $state.raw(/** @type {Why} */ ({}));
  /** @type {import('./socket.js').Connection} */
  connection = $state('connecting');
  /** @type {Present[]} */
  present = $state.raw([]);
  /** How many are here; `present` names only the first of them. */
  people = $state(0);
  /** How full the board is, told to coordinators when it is nearly full; else 0. */
  percent = $state(0);
  /** Number of own edits that are not confirmed yet. */
  unsent = $state(0);
  /** What is shown is what this device knew before, and nothing has been heard from the server yet. */
  remembered = $state(false);
  /** The connection could not be made or is lost, and has not come back yet. */
  interrupted = $state(false);

  outbox;
  belongings;
  #store;
  #socket;
  #handover;
  /** Frames that wait while a snapshot is fetched. @type {BoardEvent[][] | null} */
  #held = null;
  /** The snapshot that was asked for in advance. @type {Promise<Snapshot> | undefined} */
  #asked;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  #on;

  /**
   * @param {string} boardId
   * @param {object} on
   * @param {(event: BoardEvent) => void} on.others an event of somebody else has been folded
   * @param {(events: BoardEvent[]) => void} [on.heard] events of anybody have been folded
   * @param {(edit: Edit, refusal: Refusal) => void} on.refused an own edit will not happen
   * @param {() => void} on.outdated the server speaks a newer protocol
   * @param {(refusal: Refusal) => void} on.delayed an own edit has to wait and is sent again
   * @param {() => void} [on.live] the connection stands, for the first time or again
   * @param {(visitor: string) => void} [on.another] this browser is another visitor now, or nobody (''), and this visit is over
   * @param {Store} [store] where this device keeps what must outlive the page; without one everything is in memory
   */
  constructor(boardId, on, store) {
    this.boardId = boardId;
    this.#on = on;
    this.#store = store;
    this.outbox = new Outbox(boardId, {
      store,
      changed: () => this.#pendingChanged(),
      refused: (edit, refusal) => this.#on.refused(edit, refusal),
    });
    this.belongings = new Belongings(boardId, this.outbox, store, {
      state: () => (this.phase === 'open' ? this.board.snapshot() : undefined),
      another: (visitor) => (this.close(), this.#on.another?.(visitor)),
    });
    this.board = new Board({ pending: () => this.outbox.pending(), folded: (events) => this.#folded(events) });
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#socket = new Socket(`${scheme}//${location.host}/api/boards/${encodeURIComponent(boardId)}/live`, {
      hello: () => this.#hello(),
      frame: (frame) => this.#frame(frame),
      state: (connection) => this.#connected(connection),
      closed: (code, failures) => this.#lost(code, failures),
    });
    this.#handover = new Handover(this.outbox, this.#socket);
  }

  /** Find again what this device has kept of the board, and show its last known state if there is one. */
  async recall() {
    const snapshot = await this.belongings.recall();
    if (this.#closed || !snapshot) return;
    this.#load(snapshot);
    this.remembered = true;
    this.phase = 'open';
  }

  /** Ask for a board that was never shown here, before `open` needs it. @param {Snapshot | Promise<Snapshot>} [asked] what has come already */
  ask(asked = fetchBoard(this.boardId)) {
    this.#asked = Promise.resolve(asked);
    this.#asked.catch(() => {});
  }

  /** Become live: from the last known state if there is one, else from a snapshot. */
  async open() {
    if (this.#closed || this.phase !== 'open') return this.#closed ? undefined : this.#comeIn();
    this.#asked = undefined;
    this.#socket.open();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.belongings.end();
    this.outbox.close();
    this.#socket.close();
  }

  /** Try to connect now instead of after the pause. */
  retry() {
    if (this.#retry) this.#comeIn();
    else this.#socket.open();
  }

  /**
   * Make edits: shown at once, sent as soon as possible.
   * @param {Wish[]} wishes
   * @returns {string[]} the ids of the edits
   */
  submit(...wishes) {
    const ids = wishes.map((wish) => this.outbox.add({ id: newId(), ...wish }));
    this.unsent = this.outbox.size;
    this.board.flush();
    this.#handover.send();
    if (this.connection !== 'online' && this.#store) keepForGood();
    return ids;
  }

  /**
   * What a text now on the screen is based on, to be handed to `card.write` later.
   * @param {string} cardId
   * @returns {string | number}
   */
  base(cardId) {
    return this.outbox.lastWrite(cardId) ?? this.board.seq;
  }

  /** The server knows one by another name now, or by none. @param {string} name */
  introduce(name) {
    this.board.you = { ...this.board.you, name: name || null };
    if (name) this.#socket.send({ t: 'here', name });
  }

  /**
   * Be forgotten by the board: nothing of it stays on this device.
   * @param {() => Promise<unknown>} ask asks the server; meanwhile nothing is heard, so that nobody is told of being shut out
   */
  async forget(ask) {
    this.#socket.close();
    try {
      await ask();
    } catch (error) {
      this.#socket.open();
      throw error;
    }
    this.belongings.forgetBoard();
    this.close();
    await this.belongings.forget();
  }

  async #comeIn() {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if ((await this.#fetch()) && !this.#closed) this.#socket.open();
  }

  /** @returns {Promise<boolean>} whether the snapshot is here */
  async #fetch() {
    this.#held = [];
    try {
      const asked = this.#asked ?? fetchBoard(this.boardId);
      this.#asked = undefined;
      const snapshot = await asked;
      if (this.#closed || !this.belongings.isStill(snapshot.you.visitor_id)) return false;
      await this.belongings.begin(snapshot.you.visitor_id);
      if (this.#closed) return false;
      this.#load(snapshot);
    } catch (error) {
      this.#held = null;
      this.#fetchFailed(error instanceof ApiError ? error : new ApiError('unavailable', 0));
      if (!(error instanceof ApiError)) throw error;
      return false;
    }
    this.phase = 'open';
    const held = this.#held;
    this.#held = null;
    for (const events of held) this.#receive(events);
    return true;
  }

  /** @param {ApiError} error */
  #fetchFailed(error) {
    if ([401, 403, 404].includes(error.status)) {
      [this.phase, this.why] = ['missing', error.body];
      this.#socket.close();
      this.belongings.forgetBoard();
      return;
    }
    if (this.phase === 'loading') this.phase = 'failed';
    // At a random time: not everybody at once when a server comes back.
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#comeIn(), PAUSE * 1000 * (0.5 + Math.random()));
  }

  /** @returns {Frame} */
  #hello() {
    this.outbox.unsend();
    // Nothing of what waits is told, not even its ids: that this is still the same one is known only by the answer.
    return { t: 'hello', v: 1, last: this.board.lastReceived, epoch: this.board.epoch };
  }

  /** @param {Frame} frame */
  #frame(frame) {
    if (frame.t === 'welcome') this.#welcome(frame);
    else if (frame.t === 'events') this.#live(frame.events);
    else if (frame.t === 'done') this.#settle([frame.id], frame.seq);
    else if (frame.t === 'refused') this.#refused(/** @type {any} */ (frame));
    else if (frame.t === 'here') this.#here(frame.visitors, frame.count ?? frame.visitors.length);
    else if (frame.t === 'size') this.percent = frame.percent;
    else if (frame.t === 'reset') this.#socket.restart();
  }

  /** @param {Frame} frame */
  #welcome(frame) {
    hearTime(frame.now);
    // The events of another one do not go on from what this one has seen.
    if (!this.belongings.isStill(frame.you.visitor_id)) return;
    this.percent = 0;
    if (frame.mode === 'snapshot') {
      this.#load({ epoch: frame.epoch, seq: frame.seq, you: frame.you, records: frame.records });
    } else {
      this.board.you = frame.you;
      this.board.epoch = frame.epoch;
      this.#receive(frame.events);
    }
    for (const { id, seq } of frame.done ?? []) this.#settle([id], seq);
    this.belongings.changed();
  }

  /** @param {import('../replica/records.js').Snapshot} snapshot */
  #load(snapshot) {
    this.board.load(snapshot);
    this.outbox.reached(this.board.seq);
  }

  /** Events that happen now, and so say what time it is. @param {BoardEvent[]} events */
  #live(events) {
    hearTime(events.at(-1)?.at);
    this.#receive(events);
  }

  /** @param {BoardEvent[]} events */
  #receive(events) {
    if (this.#held) this.#held.push(events);
    else if (!this.board.receive(events)) this.#socket.restart();
  }

  /** @param {BoardEvent[]} events */
  #folded(events) {
    for (const { id, seq } of events) if (id) this.outbox.settle([id], seq);
    this.outbox.reached(this.board.seq);
    this.unsent = this.outbox.size;
    this.#on.heard?.(events);
    this.belongings.changed();
    for (const event of events) {
      if (event.type && event.by !== this.board.you.visitor_id) this.#on.others(event);
    }
  }

  /** @param {string[]} ids @param {number} [seq] of the event they are in */
  #settle(ids, seq) {
    this.outbox.settle(ids, seq);
    this.#pendingChanged();
  }

  /** Own edits came or went: show it, and send what is to be sent. */
  #pendingChanged() {
    this.outbox.reached(this.board.seq);
    this.unsent = this.outbox.size;
    this.board.schedule();
    this.#handover.send();
  }

  /** @param {Refusal} refusal */
  #refused(refusal) {
    const edit = this.outbox.get(refusal.id);
    if (!edit) return;
    if (this.#handover.delays(refusal)) return this.#on.delayed(refusal);
    this.outbox.refuse(refusal);
    this.#pendingChanged();
  }

  /** @param {Present[]} visitors @param {number} count */
  #here(visitors, count) {
    [this.present, this.people] = [visitors, count];
  }

  /** @param {import('./socket.js').Connection} connection */
  #connected(connection) {
    if (this.#closed) return;
    this.connection = connection;
    if (connection !== 'online') return;
    this.interrupted = this.remembered = false;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.outbox.refresh();
    this.#handover.send();
    this.#on.live?.();
  }

  /** A socket cannot tell why it was refused; the REST door can. @param {number} code @param {number} failures */
  #lost(code, failures) {
    this.interrupted = true;
    this.#here([], 0);
    if (code === OLD_PAGE) this.#on.outdated();
    if (this.#store && this.unsent) keepForGood();
    if (SHUT_OUT.has(code)) this.#socket.close();
    if (SHUT_OUT.has(code) || failures === 2) this.#comeIn();
  }
}
