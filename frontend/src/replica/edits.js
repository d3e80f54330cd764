/**
 * Predictions of edits: what an edit will probably come to, shown at once and laid on top of what is confirmed. Most follow
 * from the contract; only what adds, places and writes is written here. An edit without one is shown when its event comes
 * back. The server has the last word: predictions check nothing but that the records they touch are there.
 */
import { EDITS, KINDS, LEAST } from './contract.js';
import { may } from './permissions.js';
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
  const prediction = PREDICTIONS[edit.type] ?? byContract;
  return prediction(tables, edit, { you, now });
}

/** @typedef {{ you: You, now: string }} Context */
/** @typedef {(tables: Tables, edit: Edit, ctx: Context) => Change[]} Prediction */

/** @type {{ [type: string]: Prediction }} */
const PREDICTIONS = {
  'board.moderate': (tables, edit) => give(tables, 'board', edit, { moderated: edit.on }),
  'board.allow': (tables, edit) => give(tables, 'board', edit, { [LEAST[edit.act] ?? '']: edit.role }),
  'column.add': addColumn,
  'column.move': moveInBoard('column'),
  'card.add': addCard,
  'card.write': writeCard,
  'card.move': moveCard,
  'card.copy': copyCard,
  'card.approve': (tables, edit) => give(tables, 'card', edit, { held_at: null }),
  'comment.add': addComment,
  'comment.write': (tables, edit, ctx) => write(tables, 'comment', edit, ['text'], ctx),
  'phase.add': addPhase,
  'phase.move': moveInBoard('phase'),
  'phase.remove': removePhase,
  'phase.begin': (tables, edit, ctx) =>
    tables.get('phase', edit.phase_id) ? give(tables, 'board', edit, { phase_id: edit.phase_id, phase_since: ctx.now }) : [],
};

/** An edit that is data: it sets, stamps or clears fields of its record. @type {Prediction} */
function byContract(tables, edit, ctx) {
  const { of = '', set, fix, stamp, trash } = EDITS[edit.type] ?? {};
  const record = target(tables, of, edit);
  if (!record || !(set || fix || stamp)) return [];
  const given = (set ?? []).filter((field) => edit[field] !== undefined).map((field) => [field, edit[field]]);
  const stamped = stamp ? { [stamp]: record[stamp] ?? ctx.now } : {};
  const signed = trash && KINDS[of].signed ? { deleted_by_author: record.author_id === ctx.you.visitor_id || null } : {};
  return put(of, { ...record, ...Object.fromEntries(given), ...fix, ...stamped, ...signed });
}

/** @param {string} kind @param {AnyRecord} record @returns {Change[]} */
function put(kind, record) {
  return [{ put: kind, record }];
}

/** @param {Tables} tables @param {string} kind @param {Edit} edit */
function target(tables, kind, edit) {
  if (!KINDS[kind]?.owners.length) return tables.table(kind).values().next().value;
  return tables.get(kind, edit[`${kind}_id`]);
}

/** Give a record other values. @param {Tables} tables @param {string} kind @param {Edit} edit @param {object} fields @returns {Change[]} */
function give(tables, kind, edit, fields) {
  const record = target(tables, kind, edit);
  return record ? put(kind, { ...record, ...fields }) : [];
}

/**
 * Give a record other words. Who writes what stands there already has changed nothing.
 * @param {Tables} tables
 * @param {string} kind
 * @param {Edit} edit
 * @param {string[]} words
 * @param {Context} ctx
 * @param {object} [more] what changes with them
 * @returns {Change[]}
 */
function write(tables, kind, edit, words, ctx, more = {}) {
  const record = target(tables, kind, edit);
  if (!record) return [];
  const given = words.filter((field) => edit[field] !== undefined && edit[field] !== record[field]);
  if (!given.length) return put(kind, record);
  const written = Object.fromEntries(given.map((field) => [field, edit[field]]));
  return put(kind, { ...record, ...written, edited_at: ctx.now, ...more });
}

/** @type {Prediction} */
function writeCard(tables, edit, ctx) {
  const held = target(tables, 'card', edit)?.held_at ?? heldAt(tables, ctx);
  return write(tables, 'card', edit, ['title', 'text'], ctx, { held_at: held });
}

/** Since when a card that one writes now waits for approval, if it has to. @param {Tables} tables @param {Context} ctx */
function heldAt(tables, { you, now }) {
  return target(tables, 'board', { id: '', type: '' })?.moderated && !may(you, 'card.approve') ? now : null;
}

/** @type {Prediction} */
function addColumn(tables, edit, ctx) {
  const board = target(tables, 'board', edit);
  const id = edit.column_id ?? edit.id;
  if (!board || tables.get('column', id)) return [];
  const { rank, renumbered } = place(tables, 'column', board.id, edit);
  const { title, description = '', color = 'white' } = edit;
  const fields = { id, board_id: board.id, rank, title, description, color, created_at: ctx.now };
  return [...renumbered, ...put('column', fresh('column', fields))];
}

/** @param {string} kind of what a board owns @returns {Prediction} */
function moveInBoard(kind) {
  return (tables, edit) => {
    const record = target(tables, kind, edit);
    if (!record) return [];
    const { rank, renumbered } = place(tables, kind, record.board_id, edit, record);
    return [...without(renumbered, record.id), ...put(kind, { ...record, rank })];
  };
}

/** @type {Prediction} */
function addPhase(tables, edit) {
  const board = target(tables, 'board', edit);
  const id = edit.phase_id ?? edit.id;
  if (!board || tables.get('phase', id)) return [];
  const { rank, renumbered } = place(tables, 'phase', board.id, edit);
  const { stage, title = '', opens_at = null } = edit;
  return [...renumbered, ...put('phase', fresh('phase', { id, board_id: board.id, rank, stage, title, opens_at }))];
}

/** @type {Prediction} */
function removePhase(tables, edit) {
  const { phase_id: id } = edit;
  const board = target(tables, 'board', edit);
  const ended = board && board.phase_id === id ? put('board', { ...board, phase_id: null }) : [];
  return [...ended, { remove: 'phase', id }];
}

/** @type {Prediction} */
function addCard(tables, edit, ctx) {
  const fields = { title: edit.title ?? '', text: edit.text ?? '', color: edit.color ?? 'white' };
  return newCard(tables, edit.card_id ?? edit.id, edit.column_id, edit, { ...fields, ...pinned(tables, ctx) });
}

/** @type {Prediction} */
function copyCard(tables, edit, ctx) {
  const card = target(tables, 'card', edit);
  if (!card) return [];
  const columnId = edit.column_id ?? card.column_id;
  const beside = edit.after_id === undefined && columnId === card.column_id;
  const neighbours = beside ? { after_id: card.id } : { after_id: edit.after_id };
  const { title, text, color } = card;
  return newCard(tables, edit.copy_id ?? edit.id, columnId, neighbours, { title, text, color, ...pinned(tables, ctx) });
}

/**
 * @param {Tables} tables
 * @param {string} id
 * @param {string} columnId
 * @param {Neighbours} neighbours
 * @param {{ [field: string]: any }} fields
 * @returns {Change[]}
 */
function newCard(tables, id, columnId, neighbours, fields) {
  const column = tables.get('column', columnId);
  if (!column || tables.get('card', id)) return [];
  const { rank, renumbered } = place(tables, 'card', columnId, neighbours);
  return [...renumbered, ...put('card', fresh('card', { id, board_id: column.board_id, column_id: columnId, rank, ...fields }))];
}

/** @type {Prediction} */
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

/** @type {Prediction} */
function addComment(tables, edit, ctx) {
  const card = target(tables, 'card', edit);
  const id = edit.comment_id ?? edit.id;
  if (!card || tables.get('comment', id)) return [];
  // Last, whatever the clock of this device says.
  const last = tables.list('comment', card.id).at(-1)?.created_at ?? '';
  const { text } = edit;
  const by = authored({ ...ctx, now: last > ctx.now ? last : ctx.now });
  return put('comment', fresh('comment', { id, board_id: card.board_id, card_id: card.id, text, ...by }));
}

/** @param {Tables} tables @param {Context} ctx */
function pinned(tables, ctx) {
  return { ...authored(ctx), held_at: heldAt(tables, ctx) };
}

/** @param {Context} ctx */
function authored({ you, now }) {
  return { author_id: you.visitor_id, author_name: you.name, created_at: now };
}

/** A new record: what is not given is as the contract says. @param {string} kind @param {AnyRecord} fields @returns {AnyRecord} */
function fresh(kind, fields) {
  return { ...KINDS[kind].fields, ...fields };
}
