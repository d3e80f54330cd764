/** The German that is asked for as soon as a board stands, and not before. */
import { addWords } from './i18n.svelte.js';
import words from './de.json?following';

addWords(words);
