/** The keys that open the search from anywhere on a board. */
import { topLayer } from '../ui/layers.svelte.js';

/** @import { BoardView } from './view.svelte.js' */

/** @param {BoardView} view @param {KeyboardEvent} event */
export function searchKeys({ search }, event) {
  const key = event.key.toLowerCase();
  // In a text field the same keys make a link.
  if (event.defaultPrevented) return;
  const wanted = (event.ctrlKey || event.metaKey) && !event.altKey && (event.shiftKey ? key === 'f' : key === 'k');
  if (!wanted || topLayer()) return;
  event.preventDefault();
  const field = document.querySelector('[role="search"] input');
  if (field instanceof HTMLInputElement) field.select();
  else search.open();
}
