/** Keeps the last known state of a board on this device: now and then while it changes, and when the page is left. */

import { visitorOn } from './whose.js';

/** @import { Snapshot } from '../replica/records.js' */
/** @import { Store } from './store.js' */

/** Milliseconds before the first writing, and between two: a large board is a large piece of work. */
const FIRST = 500;
const PAUSE = 5_000;

export class Memory {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #pause = FIRST;
  #changed = false;
  #forgotten = false;
  #board;
  #store;
  #state;

  /**
   * @param {string} board
   * @param {Store} store
   * @param {() => Snapshot | undefined} state what is known now
   */
  constructor(board, store, state) {
    this.#board = board;
    this.#store = store;
    this.#state = state;
    document.addEventListener('visibilitychange', this.#left);
    window.addEventListener('pagehide', this.#left);
  }

  /** Something is known that is not kept yet. */
  changed() {
    this.#changed = true;
    this.#timer ??= setTimeout(() => this.#keep(), this.#pause);
  }

  /** This device may not know of the board any more. */
  forget() {
    this.#forgotten = true;
    this.#store.forgetSnapshot(this.#board);
  }

  close() {
    this.#keep();
    document.removeEventListener('visibilitychange', this.#left);
    window.removeEventListener('pagehide', this.#left);
  }

  #left = (/** @type {Event} */ event) => {
    if (event.type === 'pagehide' || document.hidden) this.#keep();
  };

  #keep() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#changed || this.#forgotten) return;
    this.#changed = false;
    this.#pause = PAUSE;
    const snapshot = this.#state();
    // Who has become somebody else in another tab, or has signed out there, leaves no copy to whoever comes next.
    if (snapshot?.you.visitor_id === visitorOn(this.#board)) this.#store.keepSnapshot(this.#board, snapshot);
  }
}
