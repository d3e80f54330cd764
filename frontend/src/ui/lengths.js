/** The longest texts the server takes, checked before sending so that the field keeps what was typed. */
import { LENGTHS } from '../replica/contract.js';
import { t } from './words.js';

/** @type {{ title: number, text: number, comment: number }} */
export const LONGEST = { title: LENGTHS.title, text: LENGTHS.text, comment: LENGTHS.comment };

/**
 * What is too long, in words, or ''.
 * @param {{ title?: string, text?: string, comment?: string }} words
 */
export function tooLong(words) {
  for (const [field, most] of Object.entries(LONGEST)) {
    // The server counts signs, JavaScript counts halves of some.
    const n = [...(words[/** @type {keyof LONGEST} */ (field)] ?? '')].length;
    if (n > most) return t(`long.${field}`, { n, most });
  }
  return '';
}
