/** What every board has by itself. */
import NewsStrip from './NewsStrip.svelte';
import { register } from './registry.svelte.js';

register({ strips: [{ at: 40, Strip: NewsStrip }] });
