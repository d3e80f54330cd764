/** What all views of one open board share: its session, its records, and which dialog is open. */
import { createContext } from 'svelte';
import { draftsOf, wordsOf } from '../sync/drafts.js';
import { now } from '../sync/clock.js';
import { History } from '../replica/history.js';
import { announce, say } from '../ui/notices.svelte.js';
import { forgetSeen } from '../sync/visits.js';
import { PASSES, holders, may } from '../replica/permissions.js';
import { presentPhase } from '../replica/phases.js';
import { placeAmong } from '../replica/place.js';
import { Filling } from './filling.svelte.js';
import { Search } from './search.svelte.js';
import { Visit } from './visit.svelte.js';
import { shortTitle } from './titles.js';
import { undoStep } from './undo.js';
import { t } from './words.js';

/** @import { Step } from '../replica/history.js' */
/** @import { BoardEvent, CardRecord, ColumnRecord, PhaseRecord, Stage, Wish } from '../replica/records.js' */
/** @import { Session } from '../sync/session.svelte.js' */

/** A dialog by the kind under which it is registered, and what it is given. @typedef {{ kind: string, [given: string]: any }} Opened */
/**
 * A way to look at a board: by which path below its address, whether columns stand side by side, how a menu calls it, and
 * what is said once it shows.
 * @typedef {{ name: string, path: string, sideways: boolean, icon: string, label: string, shown: string }} Layout
 */
/** @typedef {{ title: string, text: string }} Words */
/**
 * A card, a column or a comment, or as much of it as is known.
 * @typedef {{ id?: string, author_id?: string | null, locked_at?: string | null, column_id?: string, card_id?: string }} Touched
 */
/** @typedef {{ cardId: string, yours: Words, theirs: Words, base: number | string }} Conflict */

/** What is offered of a board that lies in the trash. */
const IN_TRASH = new Set(['board.restore', 'report', 'report.resolve', 'export']);

export class BoardView {
  /** @type {Opened | null} */
  opened = $state.raw(null);
  /** The card for which a place is chosen. @type {string | null} */
  moving = $state(null);
  /** The column in which a card is being added; '' none. */
  adding = $state('');
  addingColumn = $state(false);
  /** How the board is shown; null before it is shown at all. @type {Layout | null} */
  layout = $state.raw(null);
  /** Whether the server was heard once: what comes late does not come before that. */
  live = $state(false);
  /** What is carried by keyboard: how to do that is said meanwhile. @type {'item' | 'column' | ''} */
  carrying = $state('');
  /** Picks a column up to be carried by keyboard. @type {(columnId: string) => void} */
  carryColumn = () => {};
  /** What comes after the first sight of the board. @type {typeof import('./soon/tools.js') | null} */
  tools = $state.raw(null);
  /** One has oneself forgotten by this board a moment ago. */
  forgotten = $state(false);
  /** Cards that were deleted here, not by others. @type {Set<string>} */
  deleted = new Set();
  /** @type {Conflict | null} */
  conflict = $state.raw(null);
  /** What undo would undo, and redo do again. @type {{ undo?: Step, redo?: Step }} */
  steps = $state.raw({});
  /** Until when the plan of phases was looked at last: an hour that comes makes it anew. */
  hour = $state(now().toISOString());
  /** The present phase. @type {PhaseRecord | undefined} */
  phase = $derived(this.#presentPhase());
  /** What it is for, '' without phases. @type {Stage | ''} */
  stage = $derived(this.phase?.stage ?? '');

  /**
   * @param {Session} session
   * @param {Layout[]} [layouts] in which it can be looked at
   * @param {() => Promise<unknown>} [seldom] fetches what is seldom opened
   */
  constructor(session, layouts = [], seldom = async () => {}) {
    this.session = session;
    this.layouts = layouts;
    this.seldom = seldom;
    this.board = session.board;
    this.columns = this.board.list('column', session.boardId);
    this.phases = this.board.list('phase', session.boardId);
    this.row = this.board.row('board', session.boardId);
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

  /** The ways to look at the board beside the present one. */
  otherLayouts() {
    return this.layouts.filter(({ name }) => name !== this.layout?.name);
  }

  /** What this visitor has typed and not sent. */
  get drafts() {
    return draftsOf(this.session.belongings.owner);
  }

  #presentPhase() {
    const { value: board } = this.row;
    return board ? presentPhase(this.phases.rows.map((row) => row.value), board, this.hour) : undefined;
  }

  /** Make edits: shown at once, sent as soon as possible, and undone together. @param {Wish[]} wishes */
  submit(...wishes) {
    for (const wish of wishes) this.search.hold(wish.copy_id ?? wish.card_id);
    return this.history.submit(...wishes);
  }

  /** @param {string} verb @param {Touched} [record] what it is done to, or what it is put into */
  may(verb, record) {
    const board = this.row.value ?? {};
    const offered = !board.deleted_at || IN_TRASH.has(verb);
    return offered && may(this.board.you, verb, record, board, this.stage, this.#holders(record));
  }

  /** Events have been folded, and have told what time it is. @param {BoardEvent[]} events */
  heard(events) {
    this.history.heard(events, (id) => !!this.session.outbox.get(id));
    if (this.phases.rows.length) this.hour = now().toISOString();
  }

  /** Whether one may add anything: then there is something to undo. */
  writes() {
    return this.may('card.add') || this.may('comment.add');
  }

  /** Whether one sees what is withheld from others. */
  sees() {
    return this.board.you.role === 'editor' || this.board.you.role === 'coordinator';
  }

  /** Whether a record is locked for oneself, or lies in a column that one only reads. @param {Touched} [record] @returns {boolean} */
  closed(record) {
    const asked = /** @type {any} */ ({ you: this.board.you, within: this.#holders(record) });
    return !PASSES.writable(asked) || !PASSES.unlocked(asked);
  }

  /** @param {Touched} [record] */
  #holders(record) {
    return holders((kind, id) => this.board.row(kind, id).value, record);
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

  /** Be forgotten by the board, and forget the board on this device. @param {() => Promise<unknown>} ask asks the server */
  async forget(ask) {
    const { owner } = this.session.belongings;
    await this.session.forget(ask);
    this.visit.forget();
    forgetSeen(owner);
    this.opened = null;
    this.forgotten = true;
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

/** @type {ReturnType<typeof createContext<BoardView>>} */
export const [getView, provideView] = createContext();
