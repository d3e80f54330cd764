/** The English of all parts of the page: who reads it fetches it once. */

/** @type {{ [file: string]: import('../words/i18n.svelte.js').Catalogue }} */
const files = import.meta.glob('../**/words.en.json', { eager: true, import: 'default' });

export const english = Object.assign({}, ...Object.values(files));
