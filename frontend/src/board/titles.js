/** How things are called in sentences and labels. */
import { summary } from '../text/shown.js';
import { t } from './words.js';

/** @import { CardRecord } from '../replica/records.js' */

/** Letters of a title or text that stand for a card in a sentence. */
const SHORT = 60;
/** So much of a text is read for that. */
const READ = 500;

/**
 * How a card is called in sentences and labels: its title, else the beginning of its text.
 * @param {CardRecord} card
 */
export function shortTitle(card) {
  const words = card.title || summary(card.text, READ) || t('card.untitled');
  return words.length > SHORT ? `${words.slice(0, SHORT).trimEnd()}…` : words;
}
