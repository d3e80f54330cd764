/** The trash as a dialog. */
import { register } from '../../../board/registry.svelte.js';
import TrashDialog from './TrashDialog.svelte';

register({ dialogs: { trash: TrashDialog } });
