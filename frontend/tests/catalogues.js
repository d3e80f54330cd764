/** All words of the page, gathered from beside what asks for them. */

/** @typedef {import('../src/words/i18n.svelte.js').Catalogue} Catalogue */

/** By the folder of sources they lie in, as in nouns/card. @type {{ [language: string]: { [folder: string]: Catalogue } }} */
export const FOLDERS = {
  de: byFolder(import.meta.glob('../src/**/words.de.json', { eager: true, import: 'default' })),
  en: byFolder(import.meta.glob('../src/**/words.en.json', { eager: true, import: 'default' })),
};

/** @type {Catalogue} */
export const GERMAN = Object.assign({}, ...Object.values(FOLDERS.de));
/** @type {Catalogue} */
export const ENGLISH = Object.assign({}, ...Object.values(FOLDERS.en));

/** @param {{ [file: string]: any }} files @returns {{ [folder: string]: Catalogue }} */
function byFolder(files) {
  return Object.fromEntries(Object.entries(files).map(([file, words]) => [file.slice('../src/'.length, file.lastIndexOf('/')), words]));
}
