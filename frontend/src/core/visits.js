/**
 * Until when this device has seen a board, and what is new since. Only times of the server are compared with each other,
 * so the clock of the device has no say. Storage may be refused: then nothing is ever new.
 */
import { recall, remember } from './i18n.svelte.js';

/** @import { CardRecord, CommentRecord } from './records.js' */

/** What happened to a card, as far as others did it. @typedef {'new' | 'changed' | 'comment'} News */

const KEPT = 'korkwand.seen.';

/** @param {string} board @returns {string | null} RFC 3339; null: never, or not known */
export function seenUntil(board) {
  return recall(KEPT + board);
}

/** Two tabs may end in any order: what was seen stays seen. @param {string} board @param {string} at */
export function keepSeen(board, at) {
  if (at > (seenUntil(board) ?? '')) remember(KEPT + board, at);
}

/** The newest thing among records. Imported ones may claim to be of tomorrow: they do not count. @param {(CardRecord | CommentRecord)[]} records @param {string} now by the server's clock */
export function newestOf(records, now) {
  const times = records.flatMap(({ created_at, edited_at }) => [created_at, edited_at ?? '']);
  return times.reduce((newest, at) => (at > newest && at <= now ? at : newest), '');
}

/**
 * @param {CardRecord} card
 * @param {CommentRecord[]} comments
 * @param {{ since: string, now: string, me: string }} visit
 * @returns {News | null}
 */
export function newsOf(card, comments, { since, now, me }) {
  const between = (/** @type {string | null} */ at) => !!at && at > since && at <= now;
  if (card.author_id !== me && between(card.created_at)) return 'new';
  if (between(card.edited_at)) return 'changed';
  return comments.some(({ author_id, created_at }) => author_id !== me && between(created_at)) ? 'comment' : null;
}
