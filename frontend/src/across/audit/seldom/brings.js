/** Who did what, as a list. */
import { register } from '../../../board/registry.svelte.js';
import AuditDialog from './AuditDialog.svelte';

register({ dialogs: { audit: AuditDialog } });
