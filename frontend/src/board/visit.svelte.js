/** One visit to a board, from coming until leaving: which cards are new since the one before. */
import { untrack } from 'svelte';
import { now } from '../sync/clock.js';
import { keepSeen, newestOf, newsOf, seenUntil } from '../sync/visits.js';

/** @import { CardRecord, CommentRecord } from '../replica/records.js' */
/** @import { News } from '../sync/visits.js' */
/** @import { BoardView } from './view.svelte.js' */

/** A page that was hidden for so many milliseconds was left: who looks at it again comes anew. */
const AWAY = 30 * 60_000;

export class Visit {
  /** What is new, by card. @type {Map<string, News>} */
  news = $state.raw(new Map());
  #view;
  #begun = false;
  #hiddenAt = 0;

  /** @param {BoardView} view */
  constructor(view) {
    this.#view = view;
  }

  /** The board is up to date: compare it with the last visit. Without one nothing is new. */
  begin() {
    untrack(() => {
      if (this.#begun) return;
      this.#begun = true;
      this.#view.board.flush();
      const { owner } = this.#view.session.belongings;
      const since = seenUntil(owner);
      if (since) this.news = this.#newsSince(since);
      else keepSeen(owner, this.#newest());
    });
  }

  /** What is seen now is not new the next time. */
  end() {
    if (!this.#begun) return;
    keepSeen(this.#view.session.belongings.owner, this.#newest());
  }

  /** Nothing of this visit is to be kept. */
  forget() {
    this.#begun = false;
  }

  /** The page is hidden or shown again. */
  turned() {
    if (document.hidden) {
      this.#hiddenAt = Date.now();
      this.end();
    } else if (this.#hiddenAt && Date.now() - this.#hiddenAt > AWAY) {
      this.#begun = false;
      if (this.#view.session.connection === 'online') this.begin();
    }
  }

  /** All as read. */
  read() {
    this.news = new Map();
  }

  /** @param {string} since */
  #newsSince(since) {
    const visit = { since, until: this.#newest(), me: this.#view.board.you.visitor_id };
    /** @type {Map<string, News>} */
    const news = new Map();
    for (const card of this.#cards()) {
      const found = newsOf(card, this.#comments(card), visit);
      if (found) news.set(card.id, found);
    }
    return news;
  }

  /** Of what is confirmed: a pending edit has a time by the page's guess, and what others do next may stand before it. */
  #newest() {
    const { records } = this.#view.board.snapshot();
    const dated = /** @type {CardRecord[]} */ (['board', 'card', 'comment'].flatMap((kind) => records[kind] ?? []));
    return newestOf(dated, now().toISOString());
  }

  /** @returns {CardRecord[]} */
  #cards() {
    return this.#view.columns.rows.flatMap((column) => this.#view.cardsOf(column.id));
  }

  /** @param {CardRecord} card @returns {CommentRecord[]} */
  #comments(card) {
    return this.#view.board.list('comment', card.id).rows.map((row) => row.value);
  }
}
