/**
 * The words of the page in German and English. t() reads the language as a signal, so a switch shows everywhere at once.
 */
import { recall, remember } from '../sync/kept.js';
import shared from './words.de.json';

/** @typedef {'de' | 'en'} Language */
/** @typedef {{ [key: string]: string | { [plural: string]: string } }} Catalogue */

/** German comes with the parts of the page that ask for it, and the words that many ask for from the beginning. @type {Catalogue} */
const german = { ...shared };

/** @type {Map<Language, Catalogue>} */
const catalogues = new Map([['de', german]]);

/** Fetches the words of another language, all at once, when it is chosen: so nobody loads two. @type {() => Promise<Catalogue>} */
let fetchEnglish = async () => ({});

/** Names of the languages, each in itself. @type {{ [language in Language]: string }} */
export const LANGUAGES = { de: 'Deutsch', en: 'English' };

const STORED = 'korkwand.language';

/** @type {Language} */
let current = $state('de');

/** @returns {Language} */
export function language() {
  return current;
}

/**
 * @param {Language} chosen
 * @param {boolean} [keep] whether this device should remember it
 * @throws {TypeError} if its words cannot be fetched: then the language stays as it is
 */
export async function setLanguage(chosen, keep = true) {
  if (!catalogues.has(chosen)) catalogues.set(chosen, await fetchEnglish());
  current = chosen;
  document.documentElement.lang = chosen;
  if (keep) remember(STORED, chosen);
}

/** The German of a part of the page: each brings its own. @param {Catalogue} words */
export function addWords(words) {
  Object.assign(german, words);
}

/** Where English comes from, when it is chosen. @param {() => Promise<Catalogue>} fetching */
export function offerEnglish(fetching) {
  fetchEnglish = fetching;
}

/** The language chosen here before, else the browser's first one that we speak, else German; German also without a connection. */
export async function chooseLanguage() {
  const wanted = [recall(STORED), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  const first = wanted.find((tag) => tag === 'de' || tag === 'en');
  await setLanguage(first === 'en' ? 'en' : 'de', false).catch(() => setLanguage('de', false));
}

/**
 * The words for a key in the current language, with `{name}` filled in; a plural is chosen by `n`.
 * @param {string} key
 * @param {{ [name: string]: string | number }} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = catalogue()[key];
  if (entry === undefined) return wordless(key);
  let words = entry;
  if (typeof words !== 'string') {
    words = words[String(values.n)] ?? words[formats().plural.select(Number(values.n))] ?? words.other;
  }
  return words.replace(/\{(\w+)\}/g, (_, name) => show(values[name]));
}

/** @type {Set<string>} */
const reported = new Set();

/** A missing word is a mistake of ours, which tests find. Should one be left, the page goes on, and the browser's log has it once. @param {string} key */
function wordless(key) {
  if (!reported.has(key)) globalThis.reportError?.(new Error(`no words for ${key}`));
  reported.add(key);
  return key;
}

/** The words of the current language. */
function catalogue() {
  return /** @type {Catalogue} */ (catalogues.get(current));
}

/** Costly to make, so they are made once for each language. @type {Map<Language, { plural: Intl.PluralRules, number: Intl.NumberFormat }>} */
const made = new Map();

function formats() {
  let found = made.get(current);
  if (!found) made.set(current, (found = { plural: new Intl.PluralRules(current), number: new Intl.NumberFormat(current) }));
  return found;
}

/** Whether there are words for a key. @param {string} key */
export function hasWords(key) {
  return key in catalogue();
}

/** @param {string | number | undefined} value */
function show(value) {
  return typeof value === 'number' ? formats().number.format(value) : quoted(String(value ?? ''));
}

/** What stands between these is kept apart from the text around it: U+2068 and U+2069. */
const [APART, TOGETHER] = [0x2068, 0x2069].map((code) => String.fromCodePoint(code));
/** Invisible signs that turn the direction of what stands after them. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
/** Letters and marks that are written from right to left. */
const LEFTWARD = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Somebody's words within a sentence of ours: whatever is in them, the sentence stays in order. @param {string} words */
export function quoted(words) {
  const calm = words.replace(TURNING, '');
  return LEFTWARD.test(calm) ? APART + calm + TOGETHER : calm;
}
