/** Copying text and saying so, also without a secure context, where the Clipboard API is missing. */

import { say } from './notices.svelte.js';
import { t } from './words.js';

/** @param {string} text @param {HTMLElement} near the button that was pressed @param {string} [done] what is said then */
export async function copyAloud(text, near, done = t('copied')) {
  say((await copyText(text, near)) ? done : t('copy.failed'));
}

/**
 * @param {string} text
 * @param {HTMLElement} near an element of the open dialog or page, since what is outside a modal dialog cannot be selected
 * @returns {Promise<boolean>} whether it was copied
 */
async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

/** @param {string} text @param {HTMLElement} near */
function copyBySelection(text, near) {
  const area = document.createElement('textarea');
  area.value = text;
  area.dataset.part = 'unseen';
  (near.closest('dialog') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  near.focus();
  return done;
}
