/** What all views of one open board share: its session, its records, and which dialog is open. */
import { createContext } from 'svelte';
import { draftsOf, wordsOf } from '../core/drafts.js';
import { History } from '../core/history.js';
import { plain } from '../core/marked-text.svelte.js';
import { t } from '../core/i18n.svelte.js';
import { announce, say } from '../core/notices.svelte.js';
import { may } from '../core/permissions.js';
import { Filling } from './filling.svelte.js';
import { Search } from './search.svelte.js';
import { Visit } from './visit.svelte.js';
import { undoStep } from './undo.js';

/** @import { Step } from '../core/history.js' */
/** @import { CardRecord, ColumnRecord, Role, Wish } from '../core/records.js' */
/** @import { Session } from '../core/session.svelte.js' */

/**
 * @typedef {{ kind: 'card', id: string } | { kind: 'share', shown?: { link: string, role: Role, label: string } }
 *   | { kind: 'people' } | { kind: 'board' } | { kind: 'trash' } | { kind: 'board-close', verb: 'archive' | 'delete' }
 *   | { kind: 'import', files?: File[] } | { kind: 'print' }
 *   | { kind: 'column', id: string } | { kind: 'column-delete', id: string }} Opened
 */

/** @typedef {{ title: string, text: string }} Words */
/** @typedef {{ cardId: string, yours: Words, theirs: Words, base: number | string }} Conflict */

/** What may still be done with a board that is archived, and with one in the trash. */
const IN_ARCHIVE = new Set(['board.restore', 'board.delete', 'key.add', 'export']);
const IN_TRASH = new Set(['board.restore', 'export']);

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
  /** Whether the board is shown as one list; null before it is shown at all. @type {boolean | null} */
  list = $state(null);
  /** What is carried by keyboard: how to do that is said meanwhile. @type {'item' | 'column' | ''} */
  carrying = $state('');
  /** Picks a column up to be carried by keyboard. @type {(columnId: string) => void} */
  carryColumn = () => {};
  /** What came after the first sight of the board. @type {typeof import('./following.js') | null} */
  following = $state.raw(null);
  /** Cards that were deleted here, not by others. @type {Set<string>} */
  deleted = new Set();
  /** @type {Conflict | null} */
  conflict = $state.raw(null);
  /** What undo would undo, and redo do again. @type {{ undo?: Step, redo?: Step }} */
  steps = $state.raw({});

  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.board = session.board;
    this.columns = this.board.list('column', session.boardId);
    this.row = this.board.row('board', session.boardId);
    this.drafts = draftsOf(session.boardId);
    this.history = new History({
      board: session.board,
      boardId: session.boardId,
      submit: (...wishes) => session.submit(...wishes),
      may: (verb, record) => this.may(verb, record),
      changed: () => (this.steps = { undo: this.history.undoable, redo: this.history.redoable }),
    });
    this.filling = new Filling(() => this.columns.rows.map((column) => this.board.list('card', column.id).rows));
    this.visit = new Visit(this);
    this.search = new Search(this);
  }

  /** Make edits: shown at once, sent as soon as possible, and undone together. @param {Wish[]} wishes */
  submit(...wishes) {
    for (const wish of wishes) this.search.hold(wish.copy_id ?? wish.card_id);
    return this.history.submit(...wishes);
  }

  /** @param {string} verb @param {{ author_id: string | null }} [record] */
  may(verb, record) {
    const { deleted_at: deleted, archived_at: archived } = this.row.value ?? {};
    const open = deleted ? IN_TRASH.has(verb) : !archived || IN_ARCHIVE.has(verb);
    return open && may(this.board.you, verb, record);
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
   * @param {string | null} [before] id of the card it was put before, should the other be gone; null for last
   */
  moveCard(card, columnId, after, before) {
    const place = placeAmong(this.cardsOf(columnId), card.id, after, before);
    this.submit({ type: 'card.move', card_id: card.id, column_id: columnId, ...place.neighbours });
    const column = /** @type {ColumnRecord} */ (this.board.peek('column', columnId));
    announce(t('card.moved', { title: shortTitle(card), column: column.title, place: place.number, count: place.count }));
  }

  /**
   * Put a column somewhere else and say where it is now. Neighbours are named as for cards.
   * @param {ColumnRecord} column
   * @param {string | null | undefined} after
   * @param {string | null} [before]
   */
  moveColumn(column, after, before) {
    const columns = this.columns.rows.map((row) => row.value);
    const place = placeAmong(columns, column.id, after, before);
    this.submit({ type: 'column.move', column_id: column.id, ...place.neighbours });
    announce(t('column.moved', { title: column.title, place: place.number, count: place.count }));
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
    const [editId] = this.submit({ type: 'card.delete', card_id: card.id });
    if (this.opened?.kind === 'card' && this.opened.id === card.id) this.opened = null;
    const undo = () => undoStep(this, editId);
    say(t('card.deleted', { title: shortTitle(card) }), { action: { label: t('undo'), run: undo } });
  }
}

/**
 * Where something comes to stand, as the server will decide it: after one neighbour, else before the other, else last.
 * @param {{ id: string }[]} siblings perhaps with itself among them
 * @param {string} id
 * @param {string | null | undefined} after
 * @param {string | null} [before]
 */
export function placeAmong(siblings, id, after, before) {
  const others = siblings.filter((other) => other.id !== id);
  const behind = after ? others.findIndex((other) => other.id === after) + 1 : 0;
  const ahead = others.findIndex((other) => other.id === before);
  const at = after === null ? 0 : behind || (ahead < 0 ? others.length : ahead);
  const hint = before ?? others[at]?.id;
  return {
    number: at + 1,
    count: others.length + 1,
    neighbours: { ...(after === undefined ? {} : { after_id: after }), ...(hint ? { before_id: hint } : {}) },
  };
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
