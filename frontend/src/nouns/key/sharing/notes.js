/** A link in words: what it is like, and whether it opens the board at this moment. */
import { language, quoted } from '../../../words/i18n.svelte.js';
import { hourIn } from '../../../words/zones.js';
import { t } from './words.js';

/** @import { KeyRecord } from '../../../replica/records.js' */
/** @import { BoardView } from '../../../board/view.svelte.js' */

/** @param {KeyRecord} key */
export function labelOf(key) {
  return key.label || t(`role.${key.role}`);
}

/** @param {KeyRecord} key @param {string} now RFC 3339 @returns {'' | 'waiting' | 'expired'} '' if it opens the board */
export function stateOf(key, now) {
  if (key.ends_at && key.ends_at <= now) return 'expired';
  return key.opens_at && now < key.opens_at ? 'waiting' : '';
}

/** @param {BoardView} view @param {KeyRecord} key */
export function isOwn(view, key) {
  return view.board.you.key_ids.includes(key.id);
}

/** @param {BoardView} view @param {KeyRecord} key @param {string} now @param {number | undefined} visitors that came by it @returns {string[]} */
export function notesOf(view, key, now, visitors) {
  const time = (/** @type {string} */ at) => hourIn(at, view.row.value.time_zone, language(), new Date(now));
  return [
    key.label && t(`role.${key.role}`),
    isOwn(view, key) && t('share.yours'),
    key.has_password && t('share.password'),
    stateOf(key, now) === 'waiting' && t('share.opens', { when: time(String(key.opens_at)) }),
    key.ends_at && t(stateOf(key, now) === 'expired' ? 'share.ended' : 'share.ends', { when: time(key.ends_at) }),
    limits(view, key.readonly_columns, 'share.reads'),
    limits(view, key.unseen_columns, 'share.sees-not'),
    visitors !== undefined && t('share.visitors', { n: visitors }),
  ].filter((note) => !!note).map(String);
}

/** @param {BoardView} view @param {import('../../../sync/api.js').Lock} lock @param {string} now RFC 3339 */
export function lockOf(view, { guesses, until }, now) {
  return t('share.lock', { n: guesses, when: hourIn(until, view.row.value.time_zone, language(), new Date(now)) });
}

/** @param {BoardView} view @param {string} ids @param {string} words */
function limits(view, ids, words) {
  const titles = view.columns.rows.filter((row) => ids?.split(' ').includes(row.id)).map((row) => quoted(row.value.title));
  return titles.length && t(words, { columns: new Intl.ListFormat(language()).format(titles) });
}
