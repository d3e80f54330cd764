/** When a board ends is no record of it: it is asked for. */
import { ApiError, request } from '../../../sync/api.js';
import { endOf } from '../end.svelte.js';
import { newId } from '../../../replica/ids.js';

/** @typedef {import('../../../board/view.svelte.js').BoardView} BoardView */

/** @param {BoardView} view @throws what is no answer of the server */
export async function askEnd(view) {
  try {
    endOf(view).told = await request('GET', `${door(view)}/retention`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/**
 * Say until when the board is kept, and wait for the answer: a refusal has to be said beside the field.
 * @param {BoardView} view
 * @param {string | null} ends RFC 3339; null counts from the last edit again
 * @throws {ApiError}
 */
export async function keepUntil(view, ends) {
  const edit = { id: newId(), type: 'board.keep', ends_at: ends };
  const { results } = await request('POST', `${door(view)}/edits`, { edits: [edit] });
  const [{ code }] = results;
  if (code) throw new ApiError(code, 422, results[0]);
}

/** @param {BoardView} view */
const door = (view) => `/api/boards/${encodeURIComponent(view.session.boardId)}`;
