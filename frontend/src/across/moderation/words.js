/** The words of approving, hiding and locking. */
import { addWords, t } from '../../words/i18n.svelte.js';
import german from './words.de.json';

addWords(german);

export { t };
