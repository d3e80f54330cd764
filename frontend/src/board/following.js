import '../words/following.js';

/** What nobody needs for the first sight of a board: one part of the page, fetched as soon as the board stands. */
export { default as AddForm } from '../nouns/card/AddForm.svelte';
export { default as BoardDialogs } from './Dialogs.svelte';
export { default as BoardList } from '../layouts/list/BoardList.svelte';
export { default as SearchStrip } from './SearchStrip.svelte';
export { default as Strips } from './Strips.svelte';
export { sortable } from './sorting.js';
