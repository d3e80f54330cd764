/** What coordinators did, in words. */
import { request } from '../../../sync/api.js';
import { hasWords } from '../../../words/i18n.svelte.js';
import { shortTitle } from '../../../board/titles.js';
import { t } from './words.js';

/** @import { Board } from '../../../replica/state.svelte.js' */

/** @typedef {{ seq: number, at: string, type: string, by: string | null, name: string | null, subject_id: string }} Act */
/** What somebody did, perhaps many times in a row. @typedef {{ act: Act, n: number }} Run */

/** Acts that are asked for at once. */
const MANY = 100;

/** What coordinators did, the latest first. @param {string} board @param {number} [before] seq @returns {Promise<{ acts: Act[] }>} */
export const readActs = (board, before) =>
  request('GET', `/api/boards/${encodeURIComponent(board)}/audit?limit=${MANY}${before ? `&before=${before}` : ''}`);

/** An import is one line, not one for each card. @param {Act[]} acts @returns {Run[]} */
export function runsOf(acts) {
  /** @type {Run[]} */
  const runs = [];
  for (const act of acts) {
    const last = runs.at(-1);
    if (last && last.act.type === act.type && last.act.by === act.by && act.type.endsWith('.import')) last.n += 1;
    else runs.push({ act, n: 1 });
  }
  return runs;
}

/** @param {string} type of the edit */
export function actOf(type) {
  return t(hasWords(`audit.act.${type}`) ? `audit.act.${type}` : 'audit.other');
}

/**
 * How that is called to which something was done, as far as it still hangs there.
 * @param {Pick<Board, 'peek'>} board
 * @param {Act} act
 */
export function subjectOf(board, { type, subject_id }) {
  const kind = type.slice(0, type.indexOf('.'));
  const record = board.peek(kind, subject_id);
  if (!record || kind === 'board') return '';
  if (kind === 'card') return shortTitle(/** @type {any} */ (record));
  return kind === 'key' ? record.label || t(`role.${record.role}`) : record.title ?? '';
}
