/** Which names the server takes, said before it is asked. */
import { t } from './words.js';

export const LONGEST_NAME = 80;
/** Signs that nobody sees and nobody types; tabs and line ends become blanks. */
const UNSEEN = /[^\P{Cc}\t\n\r\x80-\x9f]|\p{Cs}/u;

/**
 * What is wrong with a name, in words, or ''.
 * @param {string} name
 */
export function faultOfName(name) {
  // The server counts signs, JavaScript counts halves of some.
  const n = [...name].length;
  if (n > LONGEST_NAME) return t('people.name-long', { n, most: LONGEST_NAME });
  return UNSEEN.test(name) ? t('people.name-unseen') : '';
}
