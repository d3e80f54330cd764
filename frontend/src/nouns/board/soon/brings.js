/** What one does with a board as a whole. */
import { register } from '../../../board/registry.svelte.js';
import BoardClose from './BoardClose.svelte';
import BoardDialog from './BoardDialog.svelte';

register({ dialogs: { board: BoardDialog, 'board-close': BoardClose } });
