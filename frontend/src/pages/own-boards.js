/** The boards of this device: asked of the server, or without it those that the device has kept. */
import { ApiError, listBoards } from '../sync/api.js';
import { device } from '../sync/store.js';
import { seenUntil } from '../sync/visits.js';
import { visitorOn } from '../sync/whose.js';

/** @import { Found } from '../sync/api.js' */
/** @import { BoardRecord } from '../replica/records.js' */

/**
 * The latest first.
 * @returns {Promise<Found & { kept?: boolean }>} `kept`: as this device knows them
 * @throws {ApiError} where neither the server answers nor the device knows any
 */
export async function ownBoards() {
  try {
    return await listBoards();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status && error.status < 500)) throw error;
    const boards = await keptBoards();
    if (!boards.length) throw error;
    return { boards, kept: true };
  }
}

async function keptBoards() {
  const kept = await device.snapshots();
  const seen = (/** @type {Found['boards'][number]} */ { board, you }) => seenUntil({ board: board.id, visitor: you.visitor_id }) ?? '';
  return kept
    .filter(({ board, snapshot }) => snapshot.you.visitor_id === visitorOn(board))
    .flatMap(({ snapshot: { records, you } }) => /** @type {BoardRecord[]} */ (records.board ?? []).map((board) => ({ board, you })))
    .sort((one, other) => seen(other).localeCompare(seen(one)));
}
