/** What else has to come back so that something from the trash has a place again. */
import { ownerOf } from '../../../replica/owners.js';

/** @import { AnyRecord } from '../../../replica/records.js' */

/**
 * @param {Pick<import('../../../replica/state.svelte.js').Board, 'row'>} board read by its signals
 * @param {string} kind
 * @param {AnyRecord} record
 * @returns {{ kind: string, record: AnyRecord }[]} owners that lie in the trash themselves, the nearest first
 */
export function ownersInTrash(board, kind, record) {
  const above = ownerOf(kind, record);
  const owner = above && board.row(above.kind, above.id).value;
  if (!owner || above.kind === 'board') return [];
  const beyond = ownersInTrash(board, above.kind, owner);
  return owner.deleted_at ? [{ kind: above.kind, record: owner }, ...beyond] : beyond;
}
