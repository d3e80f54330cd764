/** What all views of one open board share: its session, its records, and which dialog is open. */
import { createContext } from 'svelte';
import { draftsOf, wordsOf } from '../core/drafts.js';
import { plain } from '../core/markdown.js';
import { t } from '../core/i18n.svelte.js';
import { announce, say } from '../core/notices.svelte.js';
import { may } from '../core/permissions.js';

/** @import { CardRecord, ColumnRecord, Wish } from '../core/records.js' */
/** @import { Session } from '../core/session.svelte.js' */

/**
 * @typedef {{ kind: 'card', id: string } | { kind: 'share' } | { kind: 'people' } | { kind: 'board' }
 *   | { kind: 'column', id: string } | { kind: 'column-delete', id: string }} Opened
 */

/** @typedef {{ title: string, text: string }} Words */
/** @typedef {{ cardId: string, yours: Words, theirs: Words, base: number | string }} Conflict */

/** Letters of a title or text that stand for a card in a sentence. */
const SHORT = 60;

export class BoardView {
  /** @type {Opened | null} */
  opened = $state.raw(null);
  /** The card for which a place is chosen. @type {string | null} */
  moving = $state(null);
  /** The column in which a card is being added; '' none. */
  adding = $state('');
  addingColumn = $state(false);
  /** Cards that were deleted here, not by others. @type {Set<string>} */
  deleted = new Set();
  /** @type {Conflict | null} */
  conflict = $state.raw(null);

  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.board = session.board;
    this.columns = this.board.list('column', session.boardId);
    this.row = this.board.row('board', session.boardId);
    this.drafts = draftsOf(session.boardId);
  }

  /** @param {Wish[]} wishes */
  submit(...wishes) {
    return this.session.submit(...wishes);
  }

  /** @param {string} verb @param {{ author_id: string | null }} [record] */
  may(verb, record) {
    return !this.row.value?.deleted_at && !this.row.value?.archived_at && may(this.board.you, verb, record);
  }

  /** @param {string} columnId @returns {CardRecord[]} as shown */
  cardsOf(columnId) {
    return this.board.list('card', columnId).rows.map((row) => row.value);
  }

  /**
   * Put a card somewhere else and say where it is now.
   * @param {CardRecord} card
   * @param {string} columnId
   * @param {string | null | undefined} after id of the card it goes after, null for first, undefined for last
   */
  moveCard(card, columnId, after) {
    const others = this.cardsOf(columnId).filter((other) => other.id !== card.id);
    const at = after === undefined ? others.length : others.findIndex((other) => other.id === after) + 1;
    const before = others[at]?.id;
    this.submit({
      type: 'card.move',
      card_id: card.id,
      column_id: columnId,
      ...(after === undefined ? {} : { after_id: after }),
      ...(before ? { before_id: before } : {}),
    });
    const column = /** @type {ColumnRecord} */ (this.board.peek('column', columnId));
    const count = others.length + 1;
    announce(t('card.moved', { title: shortTitle(card), column: column.title, place: at + 1, count }));
  }

  /** Everything written here that is not known to have reached the board. @returns {string[]} */
  typed() {
    const edits = this.session.outbox.pending().map(({ edit }) => edit);
    const written = [...this.drafts.all(), ...(this.conflict ? [this.conflict.yours] : []), ...edits];
    return [...new Set(written.map(wordsOf).filter((words) => words))];
  }

  /** @param {CardRecord} card */
  deleteCard(card) {
    this.deleted.add(card.id);
    this.submit({ type: 'card.delete', card_id: card.id });
    if (this.opened?.kind === 'card' && this.opened.id === card.id) this.opened = null;
    const undo = () => this.submit({ type: 'card.restore', card_id: card.id });
    say(t('card.deleted', { title: shortTitle(card) }), { action: { label: t('card.undo'), run: undo } });
  }
}

/**
 * How a card is called in sentences and labels: its title, else the beginning of its text.
 * @param {CardRecord} card
 */
export function shortTitle(card) {
  const words = card.title || plain(card.text) || t('card.untitled');
  return words.length > SHORT ? `${words.slice(0, SHORT).trimEnd()}…` : words;
}

/** @type {ReturnType<typeof createContext<BoardView>>} */
export const [getView, provideView] = createContext();
