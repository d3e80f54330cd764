/** Printing, and files that are dropped onto the board. */
import { register } from '../../../board/registry.svelte.js';
import Dropping from './Dropping.svelte';
import Paper from './Paper.svelte';
import PrintDialog from './PrintDialog.svelte';

register({ dialogs: { print: PrintDialog }, beside: [Dropping, Paper] });
