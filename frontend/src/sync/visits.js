/**
 * Until when a visitor has seen a board on this device, and what is new since. Only times of the server are compared with each other,
 * so the clock of the device has no say. Storage may be refused: then nothing is ever new.
 */
import { forgetKept, recall, remember } from './kept.js';

/** @import { CardRecord, CommentRecord } from '../replica/records.js' */
/** @import { Owner } from './store.js' */

/** What happened to a card, as far as others did it. @typedef {'new' | 'changed' | 'comment'} News */

const KEPT = 'korkwand.seen.';

/** @param {Owner} owner */
const markOf = ({ board, visitor }) => `${KEPT}${board}.${visitor}`;

/** @param {Owner} owner @returns {string | null} RFC 3339; null: never, or not known */
export function seenUntil(owner) {
  return recall(markOf(owner));
}

/** @param {Owner} owner */
export function forgetSeen(owner) {
  forgetKept(markOf(owner));
}

/** Two tabs may end in any order: what was seen stays seen. @param {Owner} owner @param {string} at */
export function keepSeen(owner, at) {
  if (at > (seenUntil(owner) ?? '')) remember(markOf(owner), at);
}

/** An earlier page has not said who has seen the board until then: it was this visitor. @param {string} board @param {string} visitor */
export function adoptSeen(board, visitor) {
  const at = recall(KEPT + board);
  if (at) keepSeen({ board, visitor }, at);
  forgetKept(KEPT + board);
}

/**
 * The newest time among records. Imported ones may claim to be of tomorrow: they count up to what time it is by the
 * server's clock, as far as that is known, and up to the newest thing that somebody really did here.
 * @param {{ author_id?: string | null, created_at: string, edited_at?: string | null }[]} records
 * @param {string} now
 */
export function newestOf(records, now) {
  const newest = (/** @type {typeof records} */ those, /** @type {string} */ until) =>
    those.flatMap(({ created_at, edited_at }) => [created_at, edited_at ?? '']).reduce((most, at) => (at > most && at <= until ? at : most), '');
  const sure = newest(records.filter(({ author_id }) => author_id !== null), '~');
  return newest(records, sure > now ? sure : now);
}

/**
 * @param {CardRecord} card
 * @param {CommentRecord[]} comments
 * @param {{ since: string, until: string, me: string }} visit
 * @returns {News | null}
 */
export function newsOf(card, comments, { since, until, me }) {
  const between = (/** @type {string | null} */ at) => !!at && at > since && at <= until;
  if (card.author_id !== me && between(card.created_at)) return 'new';
  if (between(card.edited_at)) return 'changed';
  return comments.some(({ author_id, created_at }) => author_id !== me && between(created_at)) ? 'comment' : null;
}
