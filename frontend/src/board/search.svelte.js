/** What is looked for on an open board, and which cards have it. Cards are hidden, never taken out: a key press stays quick. */
import { untrack } from 'svelte';
import { foldedRecord, parseQuery } from './query.js';

/** @import { Row } from '../replica/state.svelte.js' */
/** @import { BoardView } from './view.svelte.js' */

/** Milliseconds of a frame that reading cards in advance may take. */
const SLICE = 8;

export class Search {
  opened = $state(false);
  typed = $state('');
  /** Whether only what is new since the last visit is shown. */
  news = $state(false);
  query = $derived(parseQuery(this.typed));
  /** The hit one has stepped to. */
  current = '';
  /** Cards that had the focus or were changed here since the words were typed: they do not vanish under the hand. */
  #held = $state.raw(/** @type {Set<string>} */ (new Set()));
  #view;
  /** The cards that show, by column and in order; null when all do. Computed once for all who ask. */
  #found = $derived(this.#find());

  /** @param {BoardView} view */
  constructor(view) {
    this.#view = view;
  }

  open() {
    this.opened = true;
    this.#read();
  }

  close() {
    this.opened = false;
    this.type('');
  }

  toggle() {
    if (this.opened) this.close();
    else this.open();
  }

  /** @param {boolean} on */
  showNews(on) {
    this.news = on;
    this.#held = new Set();
  }

  /** @param {string} typed */
  type(typed) {
    this.typed = typed;
    this.current = '';
    if (this.#held.size) this.#held = new Set();
  }

  /** Keep showing a card, whatever becomes of it, until other words are typed. @param {string | undefined} id */
  hold(id) {
    if (!id || !this.active || this.#held.has(id)) return;
    this.#held = new Set([...this.#held, id]);
  }

  /** Whether cards are hidden now. */
  get active() {
    return !!this.#found;
  }

  /** @param {string} columnId @returns {Row[]} its cards that show */
  shownOf(columnId) {
    return this.#found ? (this.#found.get(columnId) ?? []) : this.#view.board.list('card', columnId).rows;
  }

  /** Every card that shows, in the order of reading. @returns {Row[]} */
  hits() {
    return this.#view.columns.rows.flatMap((column) => this.shownOf(column.id));
  }

  /** Whether words were found in what was said about a card. @param {Row} row of a card */
  findsInComments(row) {
    const { query } = this;
    return !!query && this.#comments(row).some((comment) => query.found(comment.value));
  }

  /** Go to the next hit or the one before, and round. @param {1 | -1} step @returns {{ row: Row, place: number, count: number } | null} */
  step(step) {
    return untrack(() => {
      const hits = this.hits();
      if (!hits.length) return null;
      const at = hits.findIndex((row) => row.id === this.current);
      const place = at < 0 ? (step > 0 ? 0 : hits.length - 1) : (at + step + hits.length) % hits.length;
      this.current = hits[place].id;
      return { row: hits[place], place: place + 1, count: hits.length };
    });
  }

  #find() {
    const { news } = this;
    const query = this.opened ? this.query : null;
    if (!query && !news) return null;
    const finds = (/** @type {Row} */ row) =>
      (!news || this.#view.visit.news.has(row.id)) && (!query || this.#has(row, query));
    /** @type {[string, Row[]][]} */
    const found = this.#view.columns.rows.map(({ id }) => {
      const { rows } = this.#view.board.list('card', id);
      return [id, rows.filter((row) => this.#held.has(row.id) || finds(row))];
    });
    return new Map(found);
  }

  /** @param {Row} row of a card @param {import('./query.js').Query} query */
  #has(row, query) {
    let found = query.found(row.value);
    if (found === query.all) return true;
    for (const comment of this.#comments(row)) found |= query.found(comment.value);
    return found === query.all;
  }

  /** @param {Row} row */
  #comments(row) {
    return this.#view.board.list('comment', row.id).rows;
  }

  /** Read the cards in advance, a little at a time, so that the first letter finds them read. */
  async #read() {
    let until = performance.now() + SLICE;
    for (const row of untrack(() => this.hits())) {
      foldedRecord(row.value);
      if (performance.now() < until) continue;
      await new Promise((go) => setTimeout(go));
      until = performance.now() + SLICE;
    }
  }
}
