/**
 * Optimistic twins of the server's edits: what an edit will probably come to, computed at once in the browser. A verb
 * that is not here is simply shown when its event comes back. The server has the last word: twins check nothing but
 * that the records they touch are there.
 */
import { LEAST, may } from './permissions.js';
import { place } from './place.js';

/** @import { AnyRecord, Change, Edit, You } from './records.js' */
/** @import { Tables } from './fold.js' */
/** @import { Neighbours } from './place.js' */

/**
 * The changes an edit will probably make, or none if it is unknown or its records are gone.
 * @param {Tables} tables
 * @param {Edit} edit
 * @param {You} you
 * @param {string} now RFC 3339 in UTC
 * @returns {Change[]}
 */
export function predict(tables, edit, you, now) {
  const twin = TWINS[edit.type];
  return twin ? twin(tables, edit, { you, now }) : [];
}

/** @typedef {{ you: You, now: string }} Context */
/** @typedef {(tables: Tables, edit: Edit, ctx: Context) => Change[]} Twin */

/** @type {{ [type: string]: Twin }} */
const TWINS = {
  'board.rename': set('board', ['title']),
  'board.describe': set('board', ['description']),
  'board.recolor': set('board', ['color']),
  'board.rezone': set('board', ['time_zone']),
  'board.lock': stamp('board', 'locked_at'),
  'board.unlock': turn('board', { locked_at: null }),
  'board.moderate': (tables, edit, ctx) => turn('board', { moderated: edit.on })(tables, edit, ctx),
  'board.cover': turn('board', { cards_hidden: true }),
  'board.reveal': turn('board', { cards_hidden: false }),
  'board.mask': turn('board', { names_hidden: true }),
  'board.unmask': turn('board', { names_hidden: false }),
  'board.allow': (tables, edit, ctx) => turn('board', { [LEAST[edit.act] ?? '']: edit.role })(tables, edit, ctx),
  'column.add': addColumn,
  'column.rename': set('column', ['title']),
  'column.describe': set('column', ['description']),
  'column.recolor': set('column', ['color']),
  'column.move': moveInBoard('column'),
  'column.delete': stamp('column', 'deleted_at'),
  'column.restore': turn('column', { deleted_at: null }),
  'column.hide': stamp('column', 'hidden_at'),
  'column.show': turn('column', { hidden_at: null }),
  'column.lock': stamp('column', 'locked_at'),
  'column.unlock': turn('column', { locked_at: null }),
  'card.add': addCard,
  'card.write': writeCard,
  'card.recolor': set('card', ['color']),
  'card.move': moveCard,
  'card.copy': copyCard,
  'card.delete': trash('card'),
  'card.restore': turn('card', { deleted_at: null, deleted_by_author: null }),
  'card.approve': turn('card', { held_at: null }),
  'card.hide': stamp('card', 'hidden_at'),
  'card.show': turn('card', { hidden_at: null }),
  'card.lock': stamp('card', 'locked_at'),
  'card.unlock': turn('card', { locked_at: null }),
  'comment.add': addComment,
  'comment.write': write('comment', ['text']),
  'comment.delete': trash('comment'),
  'comment.restore': turn('comment', { deleted_at: null, deleted_by_author: null }),
  'phase.add': addPhase,
  'phase.change': set('phase', ['stage', 'title', 'opens_at']),
  'phase.move': moveInBoard('phase'),
  'phase.remove': removePhase,
  'phase.begin': (tables, edit, ctx) =>
    tables.get('phase', edit.phase_id)
      ? turn('board', { phase_id: edit.phase_id, phase_since: ctx.now })(tables, edit, ctx)
      : [],
};

/** @param {string} kind @param {AnyRecord} record @returns {Change[]} */
function put(kind, record) {
  return [{ put: kind, record }];
}

/** @param {Tables} tables @param {string} kind @param {Edit} edit */
function target(tables, kind, edit) {
  if (kind === 'board') return tables.table('board').values().next().value;
  return tables.get(kind, edit[`${kind}_id`]);
}

/** @param {string} kind @param {string[]} fields @returns {Twin} */
function set(kind, fields) {
  return (tables, edit) => {
    const record = target(tables, kind, edit);
    if (!record) return [];
    const given = fields.filter((field) => edit[field] !== undefined).map((field) => [field, edit[field]]);
    return put(kind, { ...record, ...Object.fromEntries(given) });
  };
}

/** @param {string} kind @param {string[]} fields @returns {Twin} */
function write(kind, fields) {
  const change = set(kind, fields);
  return (tables, edit, ctx) =>
    change(tables, edit, ctx).map((one) =>
      'put' in one ? { put: kind, record: { ...one.record, edited_at: ctx.now } } : one,
    );
}

/** @type {Twin} */
function writeCard(tables, edit, ctx) {
  return write('card', ['title', 'text'])(tables, edit, ctx).map((one) => {
    if (!('put' in one)) return one;
    const was = target(tables, 'card', edit);
    if (was?.title === one.record.title && was?.text === one.record.text) return one;
    return { ...one, record: { ...one.record, held_at: one.record.held_at ?? heldAt(tables, ctx) } };
  });
}

/** Set a time, and leave one that is set already as it is. @param {string} kind @param {string} field @returns {Twin} */
function stamp(kind, field) {
  return (tables, edit, ctx) => {
    const record = target(tables, kind, edit);
    return record ? put(kind, { ...record, [field]: record[field] ?? ctx.now }) : [];
  };
}

/** @param {string} kind @returns {Twin} */
function trash(kind) {
  return (tables, edit, { you, now }) => {
    const record = target(tables, kind, edit);
    if (!record) return [];
    const byAuthor = record.author_id === you.visitor_id || null;
    return put(kind, { ...record, deleted_at: record.deleted_at ?? now, deleted_by_author: byAuthor });
  };
}

/** Set fields to what the verb itself says. @param {string} kind @param {{ [field: string]: any }} fields @returns {Twin} */
function turn(kind, fields) {
  return (tables, edit) => {
    const record = target(tables, kind, edit);
    return record ? put(kind, { ...record, ...fields }) : [];
  };
}

/** Since when a card that one writes now waits for approval, if it has to. @param {Tables} tables @param {Context} ctx */
function heldAt(tables, { you, now }) {
  return target(tables, 'board', { id: '', type: '' })?.moderated && !may(you, 'card.approve') ? now : null;
}

/** @type {Twin} */
function addColumn(tables, edit, ctx) {
  const board = target(tables, 'board', edit);
  if (!board || tables.get('column', edit.column_id)) return [];
  const { rank, renumbered } = place(tables, 'column', board.id, edit);
  const column = {
    id: edit.column_id,
    board_id: board.id,
    rank,
    title: edit.title,
    description: edit.description ?? '',
    color: edit.color ?? 'white',
    deleted_at: null,
    created_at: ctx.now,
    hidden_at: null,
    locked_at: null,
  };
  return [...renumbered, ...put('column', column)];
}

/** @param {string} kind of what a board owns @returns {Twin} */
function moveInBoard(kind) {
  return (tables, edit) => {
    const record = target(tables, kind, edit);
    if (!record) return [];
    const { rank, renumbered } = place(tables, kind, record.board_id, edit, record);
    return [...without(renumbered, record.id), ...put(kind, { ...record, rank })];
  };
}

/** @type {Twin} */
function addPhase(tables, edit) {
  const board = target(tables, 'board', edit);
  if (!board || tables.get('phase', edit.phase_id)) return [];
  const { rank, renumbered } = place(tables, 'phase', board.id, edit);
  const { phase_id: id, stage, title = '', opens_at = null } = edit;
  return [...renumbered, ...put('phase', { id, board_id: board.id, rank, stage, title, opens_at })];
}

/** @type {Twin} */
function removePhase(tables, edit) {
  const { phase_id: id } = edit;
  const board = target(tables, 'board', edit);
  const ended = board && board.phase_id === id ? put('board', { ...board, phase_id: null }) : [];
  return [...ended, { remove: 'phase', id }];
}

/** @type {Twin} */
function addCard(tables, edit, ctx) {
  const fields = { title: edit.title ?? '', text: edit.text ?? '', color: edit.color ?? 'white' };
  return newCard(tables, edit.card_id, edit.column_id, edit, { ...fields, ...pinned(tables, ctx) });
}

/** @type {Twin} */
function copyCard(tables, edit, ctx) {
  const card = target(tables, 'card', edit);
  if (!card) return [];
  const columnId = edit.column_id ?? card.column_id;
  const beside = edit.after_id === undefined && columnId === card.column_id;
  const neighbours = beside ? { after_id: card.id } : { after_id: edit.after_id };
  const { title, text, color } = card;
  return newCard(tables, edit.copy_id, columnId, neighbours, { title, text, color, ...pinned(tables, ctx) });
}

/**
 * @param {Tables} tables
 * @param {string | undefined} id
 * @param {string} columnId
 * @param {Neighbours} neighbours
 * @param {{ [field: string]: any }} fields
 * @returns {Change[]}
 */
function newCard(tables, id, columnId, neighbours, fields) {
  const column = tables.get('column', columnId);
  if (!id || !column || tables.get('card', id)) return [];
  const { rank, renumbered } = place(tables, 'card', columnId, neighbours);
  return [...renumbered, ...put('card', { id, board_id: column.board_id, column_id: columnId, rank, ...fields })];
}

/** @type {Twin} */
function moveCard(tables, edit) {
  const card = target(tables, 'card', edit);
  if (!card || !tables.get('column', edit.column_id)) return [];
  const { rank, renumbered } = place(tables, 'card', edit.column_id, edit, card);
  return [...without(renumbered, card.id), ...put('card', { ...card, column_id: edit.column_id, rank })];
}

/** @param {Change[]} changes @param {string} id @returns {Change[]} */
function without(changes, id) {
  return changes.filter((change) => !('put' in change) || change.record.id !== id);
}

/** @type {Twin} */
function addComment(tables, edit, ctx) {
  const card = target(tables, 'card', edit);
  if (!card || tables.get('comment', edit.comment_id)) return [];
  // Last, whatever the clock of this device says.
  const last = tables.list('comment', card.id).at(-1)?.created_at ?? '';
  return put('comment', {
    id: edit.comment_id,
    board_id: card.board_id,
    card_id: card.id,
    text: edit.text,
    ...authored({ ...ctx, now: last > ctx.now ? last : ctx.now }),
  });
}

/** @param {Tables} tables @param {Context} ctx */
function pinned(tables, ctx) {
  return { ...authored(ctx), held_at: heldAt(tables, ctx), hidden_at: null, locked_at: null };
}

/** @param {Context} ctx */
function authored({ you, now }) {
  return { author_id: you.visitor_id, author_name: you.name, created_at: now, edited_at: null, deleted_at: null, deleted_by_author: null };
}
