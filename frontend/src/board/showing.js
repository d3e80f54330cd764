/**
 * What a search does to the board that stands there: hides cards, and says where a card was found in what cannot be seen.
 * Done to the elements themselves, since two thousand cards that each ask whether they show are slower than one that tells.
 */

/** @import { Row } from '../replica/state.svelte.js' */

/** @param {Row[] | null} rows the cards that show; null for all @param {(row: Row) => boolean} below whether found in its comments */
export function showOnly(rows, below) {
  const shown = rows && new Map(rows.map((row) => [row.id, row]));
  for (const item of itemsOf(document)) {
    const row = shown?.get(String(item.dataset.item));
    const hidden = !!shown && !row;
    if (item.hidden !== hidden) item.hidden = hidden;
    set(item, 'data-below', !!row && below(row));
  }
}

/** Show which hit one is at. @param {string | null} cardId @returns {HTMLElement | null} */
export function showCurrent(cardId) {
  const item = cardId ? itemOf(cardId) : null;
  for (const other of document.querySelectorAll('[data-item][data-current]')) set(other, 'data-current', other === item);
  if (item) set(item, 'data-current', true);
  return item;
}

/** A card where it hangs. @param {string} cardId @returns {HTMLElement | null} */
export function itemOf(cardId) {
  return document.querySelector(`main [data-item="${CSS.escape(cardId)}"]`);
}

/** @param {ParentNode} root @returns {NodeListOf<HTMLElement>} */
function itemsOf(root) {
  return root.querySelectorAll('main [data-item]');
}

/** @param {Element} element @param {string} name @param {boolean} on */
function set(element, name, on) {
  if (element.hasAttribute(name) !== on) element.toggleAttribute(name, on);
}
