/**
 * The words of the page in German and English. t() reads the language as a signal, so a switch shows everywhere at once.
 */
import de from '../locales/de.json';
import en from '../locales/en.json';

/** @typedef {'de' | 'en'} Language */
/** @typedef {{ [key: string]: string | { [plural: string]: string } }} Catalogue */

/** @type {{ [language in Language]: Catalogue }} */
export const CATALOGUES = { de, en };

/** Names of the languages, each in itself. @type {{ [language in Language]: string }} */
export const LANGUAGES = { de: 'Deutsch', en: 'English' };

const STORED = 'korkwand.language';

/** @type {Language} */
let current = $state('de');

/** @returns {Language} */
export function language() {
  return current;
}

/** @param {Language} chosen @param {boolean} [keep] whether this device should remember it */
export function setLanguage(chosen, keep = true) {
  current = chosen;
  document.documentElement.lang = chosen;
  if (keep) remember(STORED, chosen);
}

/** The language chosen here before, else the browser's first one that we speak, else German. */
export function chooseLanguage() {
  const wanted = [recall(STORED), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  const first = wanted.find((tag) => tag === 'de' || tag === 'en');
  setLanguage(first === 'en' ? 'en' : 'de', false);
}

/**
 * The words for a key in the current language, with `{name}` filled in; a plural is chosen by `n`.
 * @param {string} key
 * @param {{ [name: string]: string | number }} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = CATALOGUES[current][key];
  if (entry === undefined) throw new Error(`no words for ${key}`);
  let words = entry;
  if (typeof words !== 'string') {
    words = words[String(values.n)] ?? words[new Intl.PluralRules(current).select(Number(values.n))] ?? words.other;
  }
  return words.replace(/\{(\w+)\}/g, (_, name) => show(values[name]));
}

/** Whether there are words for a key. @param {string} key */
export function hasWords(key) {
  return key in CATALOGUES[current];
}

/** @param {string | number | undefined} value */
function show(value) {
  return typeof value === 'number' ? new Intl.NumberFormat(current).format(value) : String(value ?? '');
}

/** Storage may be switched off; then nothing is remembered. @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
