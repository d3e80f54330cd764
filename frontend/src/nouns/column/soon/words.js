/** The words of the dialogs of a column. */
import '../words.js';
import { addWords, t } from '../../../words/i18n.svelte.js';
import german from './words.de.json';

addWords(german);

export { t };
