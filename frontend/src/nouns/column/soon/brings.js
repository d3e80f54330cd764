/** Naming and deleting a column. */
import { register } from '../../../board/registry.svelte.js';
import ColumnDelete from './ColumnDelete.svelte';
import ColumnDialog from './ColumnDialog.svelte';

register({ dialogs: { column: ColumnDialog, 'column-delete': ColumnDelete } });
