/** Tests look at single parts and at what they say: all words are there. That each part brings its own is tested by words.test.js. */
import { addWords, offerEnglish } from '../src/words/i18n.svelte.js';
import { GERMAN, ENGLISH } from './catalogues.js';

addWords(GERMAN);
offerEnglish(async () => ENGLISH);
