/** What has been said about a card, below it where it is open. */
import { register } from '../../../board/registry.svelte.js';
import Comments from './Comments.svelte';

register({ cardParts: [Comments] });
