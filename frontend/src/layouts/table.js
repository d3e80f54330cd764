/** The ways to look at a board. */
import { piece } from '../board/registry.svelte.js';
import Columns from './columns/Columns.svelte';

/** @import { Layout } from '../board/view.svelte.js' */

/** @typedef {Layout & { body: () => import('svelte').Component<any> | undefined }} Shown `body` is there at once, or comes once the board stands */

/** @type {Shown[]} */
export const LAYOUTS = [
  { name: 'columns', path: '', sideways: true, icon: 'text', label: 'list.leave', shown: 'list.left', body: () => Columns },
  { name: 'list', path: 'list', sideways: false, icon: 'text', label: 'list.show', shown: 'list.shown', body: () => piece('layout.list') },
];
