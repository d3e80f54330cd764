/**
 * Card text as views use it. Markdown's lexer weighs as much as the rest of a small page, so it follows when the board
 * stands (`loadMarkdown`): until then a text is shown as it was typed, and what has marks is built anew when it is there.
 */

let markdown = $state.raw(/** @type {typeof import('./markdown.js') | null} */ (null));

/** @returns {Promise<void>} */
export async function loadMarkdown() {
  markdown ??= await import('./markdown.js');
}

/**
 * One line that surely is nothing but words, as most cards are: it begins with a letter, ends with no blank, and has no
 * sign that marked gives a meaning to, nor the beginning of an address. Without lexing it a board stands sooner.
 */
const PLAIN = /^(?!.*(?:www\.|:\/\/))\p{L}(?:[\p{L}\p{M}\p{N} .,:;?!'"„“”‚‘’»«()%€§…–/-]*[\p{L}\p{N}.,:;?!'"“”‘’»«)%€§…–/-])?$/iu;

/** @param {string} text @returns {DocumentFragment} */
export function toDom(text) {
  if (!PLAIN.test(text) && markdown) return markdown.toDom(text);
  const fragment = document.createDocumentFragment();
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  fragment.append(paragraph);
  return fragment;
}

/** The text without marks, for labels and summaries. @param {string} text @returns {string} */
export function plain(text) {
  if (!PLAIN.test(text) && markdown) return markdown.plain(text);
  return text.replace(/\s+/g, ' ').trim();
}
