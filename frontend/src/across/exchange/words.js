/** The words of import, export and print in menus. */
import { addWords, t } from '../../words/i18n.svelte.js';
import german from './words.de.json';

addWords(german);

export { t };
