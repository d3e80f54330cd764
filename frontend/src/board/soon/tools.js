/** What nobody needs for the first sight of a board, and everybody who works on it. */
export { default as Dialogs } from './Dialogs.svelte';
export { default as SearchStrip } from './SearchStrip.svelte';
export { sortable } from './sorting.js';
