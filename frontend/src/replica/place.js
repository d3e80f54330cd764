/**
 * Where things stand, in one order with others: the one module that places, for what is dragged, carried, chosen from a
 * menu, undone or predicted. A place is named by its neighbours and never by a number, so that it stays what was meant
 * while others add, move and delete. The server decides in the same way.
 */
import { LONGEST, between, makeRoom } from './rank.js';
import { ownerOf, usualOwner } from './owners.js';

/** @import { AnyRecord, Change } from './records.js' */
/** @import { Tables } from './fold.js' */

/**
 * How an edit names a place: directly after `after_id` (absent = last, null = first), else before `before_id`, else last.
 * @typedef {{ after_id?: string | null, before_id?: string | null, [field: string]: any }} Neighbours
 */
/** The same as it is seen: directly after one (null: at the beginning) and before the other (null: at the end). @typedef {{ after: string | null, before: string | null }} Between */

/**
 * The index before which something comes to stand.
 * @param {{ id: string }[]} order perhaps with itself among them
 * @param {Neighbours} neighbours
 * @returns {number}
 */
export function indexAmong(order, { after_id: after, before_id: before }) {
  if (after === null) return 0;
  const afterAt = after === undefined ? -1 : order.findIndex((row) => row.id === after);
  if (afterAt >= 0) return afterAt + 1;
  const beforeAt = before ? order.findIndex((row) => row.id === before) : -1;
  return beforeAt >= 0 ? beforeAt : order.length;
}

/**
 * The neighbours of a place before the one at `index`; the moved one itself is nobody's neighbour.
 * @param {(index: number) => string | undefined} idAt
 * @param {number} index
 * @param {string} moved
 * @returns {Between}
 */
export function neighboursAt(idAt, index, moved) {
  const after = idAt(index - 1) === moved ? idAt(index - 2) : idAt(index - 1);
  const before = idAt(index) === moved ? idAt(index + 1) : idAt(index);
  return { after: after ?? null, before: before ?? null };
}

/**
 * How an edit names a place. Who is put last names nobody after themselves.
 * @param {{ after: string | null | undefined, before?: string | null }} place `after` undefined: last
 * @returns {Neighbours}
 */
export function named({ after, before }) {
  return { ...(after === undefined ? {} : { after_id: after }), ...(before ? { before_id: before } : {}) };
}

/**
 * Where something comes to stand among its siblings: the how manieth of how many, and how an edit names that.
 * @param {{ id: string }[]} siblings perhaps with itself among them
 * @param {string} id
 * @param {string | null | undefined} after id of the one it goes after, null for first, undefined for last
 * @param {string | null} [before] id of the one it was put before, should the other be gone; null for last
 */
export function placeAmong(siblings, id, after, before) {
  const others = siblings.filter((other) => other.id !== id);
  const at = indexAmong(others, { after_id: after, before_id: before });
  return { number: at + 1, count: others.length + 1, neighbours: named({ after, before: before ?? others[at]?.id }) };
}

/**
 * Where a record stood by its rank, named by those who stand around that place now.
 * @param {{ id: string, value: AnyRecord }[]} others without itself
 * @param {string} rank
 * @returns {Neighbours}
 */
export function placeOfRank(others, rank) {
  const above = others.findIndex((row) => row.value.rank > rank);
  return named(neighboursAt((at) => others[at]?.id, above < 0 ? others.length : above, ''));
}

/**
 * The rank of a record that is put among the children of `parent`. `renumbered` are the changes that make room where there
 * is none.
 * @param {Tables} tables
 * @param {string} kind
 * @param {string} parent
 * @param {Neighbours} neighbours
 * @param {AnyRecord} [moving] the record itself, when it exists already
 * @param {string} [by] the kind of the parent, if it is not the usual one
 * @returns {{ rank: string, renumbered: Change[] }}
 */
export function place(tables, kind, parent, neighbours, moving, by = usualOwner(kind)) {
  const order = tables.list(kind, parent, by);
  const index = indexAmong(order, neighbours);
  const owner = ownerOf(kind, moving);
  if (moving && owner?.id === parent && owner.kind === by) {
    const around = order.slice(Math.max(index - 1, 0), index + 1);
    if (around.some((row) => row.id === moving.id)) return { rank: moving.rank, renumbered: [] };
  }
  const low = index > 0 ? order[index - 1].rank : null;
  const high = index < order.length ? order[index].rank : null;
  if (low === null || high === null || low < high) {
    const rank = between(low, high);
    if (rank.length <= LONGEST) return { rank, renumbered: [] };
  }
  const { rank, moved } = makeRoom(order.map((row) => row.rank), index);
  const ascending = [...moved].sort(([one], [other]) => one - other);
  return { rank, renumbered: ascending.map(([at, fresh]) => ({ put: kind, record: { ...order[at], rank: fresh } })) };
}
