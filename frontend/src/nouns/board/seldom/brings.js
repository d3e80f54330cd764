/** For coordinators: that there is little room left. */
import { register } from '../../../board/registry.svelte.js';
import FullStrip from './FullStrip.svelte';

register({ strips: [{ at: 20, Strip: FullStrip, wanted: (view) => view.may('report.resolve') }] });
