/** The words of the strip of a full board. */
import '../words.js';
import { addWords, t } from '../../../words/i18n.svelte.js';
import german from './words.de.json';

addWords(german);

export { t };
