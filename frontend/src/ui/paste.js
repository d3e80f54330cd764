/**
 * Pasting into a field: words only, without what word processors leave in them; what is far too long and what is a
 * picture is refused in words, and the field keeps what is in it.
 */
import { say } from './notices.svelte.js';
import { clean } from '../text/writing.js';
import { t } from './words.js';

/** More letters than this are kept out of any field: typing there would become slow, and the server takes far fewer. */
const MOST = 40_000;

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {() => void}
 */
export function plainPaste(field) {
  /** @param {Event} event */
  function paste(event) {
    const data = /** @type {ClipboardEvent} */ (event).clipboardData;
    take(event, data);
  }
  /** @param {Event} event */
  function drop(event) {
    take(event, /** @type {DragEvent} */ (event).dataTransfer);
  }
  /** @param {Event} event @param {DataTransfer | null} data */
  function take(event, data) {
    if (!data || event.defaultPrevented) return;
    const words = data.getData('text/plain');
    const { length } = field.value;
    if (!words && data.files.length) refuse(event, t('paste.picture'));
    else if (words.length + length > MOST) refuse(event, t('paste.long', { n: words.length, most: MOST }));
    else if (event.type === 'paste' && words && clean(words) !== words) {
      event.preventDefault();
      insertText(field, clean(words));
    }
  }
  field.addEventListener('paste', paste);
  field.addEventListener('drop', drop);
  return () => {
    field.removeEventListener('paste', paste);
    field.removeEventListener('drop', drop);
  };
}

/** @param {Event} event @param {string} why */
function refuse(event, why) {
  event.preventDefault();
  say(why, { fault: true });
}

/**
 * Put text in the place of what is selected, so that the browser's own undo can take it back.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} words
 */
export function insertText(field, words) {
  field.focus();
  const [start, end] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  // A caret that has been elsewhere ends the typing before: it is not undone together with this.
  field.setSelectionRange(start ? 0 : field.value.length, start ? 0 : field.value.length);
  field.setSelectionRange(start, end);
  // Old, but the only way that keeps the undo of a text field whole.
  const done = words ? document.execCommand('insertText', false, words) : document.execCommand('delete');
  if (done) return;
  field.setRangeText(words, start, end, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: words }));
}
