/** The words of open cards, and those being written or moved. */
import '../words.js';
import { addWords, t } from '../../../words/i18n.svelte.js';
import german from './words.de.json';

addWords(german);

export { t };
