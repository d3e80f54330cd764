/** What else has to come back so that something from the trash has a place again. */
import { OWNER } from '../../../replica/records.js';

/** @import { AnyRecord } from '../../../replica/records.js' */

/** @type {{ [kind: string]: string }} */
const ABOVE = { comment: 'card', card: 'column' };

/**
 * @param {Pick<import('../../../replica/state.svelte.js').Board, 'row'>} board read by its signals
 * @param {string} kind
 * @param {AnyRecord} record
 * @returns {{ kind: string, record: AnyRecord }[]} owners that lie in the trash themselves, the nearest first
 */
export function ownersInTrash(board, kind, record) {
  const above = ABOVE[kind];
  const owner = above && board.row(above, record[OWNER[kind]]).value;
  if (!owner) return [];
  const beyond = ownersInTrash(board, above, owner);
  return owner.deleted_at ? [{ kind: above, record: owner }, ...beyond] : beyond;
}
