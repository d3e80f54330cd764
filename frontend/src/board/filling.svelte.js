/**
 * A board is seen as soon as the beginning of each column is built; the rest of a long column follows piece by piece
 * while the page already answers. In the end every card is there: for a search in the page, for screen readers, for paper.
 */
import { flushSync } from 'svelte';

/** @import { Row } from '../replica/state.svelte.js' */

/** Cards of a column at first: more than a high screen shows. */
const FIRST = 30;
/** Cards built in one go, all columns together: fewer keep the page more nimble meanwhile, and take much longer in all. */
const PIECE = 250;

export class Filling {
  /** How many cards of a column may be built by now. */
  #most = $state(FIRST);
  #lists;

  /** @param {() => Row[][]} lists the cards of every column */
  constructor(lists) {
    this.#lists = lists;
  }

  /** How many cards of a column are built by now: a signal. */
  get most() {
    return this.#most;
  }

  /** What is to be built of a column now. @param {Row[]} rows @returns {Row[]} */
  of(rows) {
    return rows.length > this.#most ? rows.slice(0, this.#most) : rows;
  }

  /** Begin with what is seen first and go on until every card is there. @returns {() => void} ends it */
  start() {
    this.#most = FIRST;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const step = () => {
      const lists = this.#lists();
      this.#most += Math.ceil(PIECE / Math.max(1, lists.length));
      // A hidden page lets timers wait, and nobody waits for it.
      if (document.hidden || lists.every((rows) => rows.length <= this.#most)) this.#most = Infinity;
      else timer = setTimeout(step);
    };
    // Not before the first sight of the board is painted; a hidden page is never painted.
    const frame = requestAnimationFrame(() => (timer = setTimeout(step)));
    if (document.hidden) timer = setTimeout(step);
    const finish = () => this.finish();
    addEventListener('beforeprint', finish);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      removeEventListener('beforeprint', finish);
    };
  }

  /** Build all that is missing at once: for paper, or to go to a card that may not be there yet. */
  finish() {
    flushSync(() => (this.#most = Infinity));
  }
}
