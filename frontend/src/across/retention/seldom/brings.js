/** For coordinators: that the board ends soon, and saying otherwise. */
import { register } from '../../../board/registry.svelte.js';
import RetentionDialog from './RetentionDialog.svelte';
import RetentionStrip from './RetentionStrip.svelte';

register({ dialogs: { retention: RetentionDialog }, strips: [{ at: 10, Strip: RetentionStrip, wanted: (view) => view.may('report.resolve') }] });
