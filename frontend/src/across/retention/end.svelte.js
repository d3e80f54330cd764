/** When an open board ends, as far as coordinators have asked: it is no record of it. */

/** @import { BoardView } from '../../board/view.svelte.js' */

/**
 * When the board ends, and what decides it.
 * @typedef {{ ends_at: string | null, warning: boolean, deletes_at: string | null, kept_until: string | null,
 *   board_days: number, trash_days: number }} Told
 */

class End {
  /** @type {Told | null} */
  told = $state.raw(null);
  /** Counts how often another coordinator has set it. */
  set = $state(0);
}

/** @type {WeakMap<BoardView, End>} */
const ends = new WeakMap();

/** @param {BoardView} view */
export function endOf(view) {
  let end = ends.get(view);
  if (!end) ends.set(view, (end = new End()));
  return end;
}
