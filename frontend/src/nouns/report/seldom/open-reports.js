/** Reports that nobody has dealt with yet. */

/** @import { Board } from '../../../replica/state.svelte.js' */

/** @param {Pick<Board, 'all'>} board @returns {import('../../../replica/records.js').AnyRecord[]} the oldest first */
export function openReports(board) {
  const open = board.all('report').filter(({ resolved_at }) => !resolved_at);
  return open.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
}
