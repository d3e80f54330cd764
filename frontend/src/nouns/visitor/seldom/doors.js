/** The doors for oneself. */
import { request } from '../../../sync/api.js';

/** @param {string} board @param {string} [path] below oneself */
const me = (board, path = '') => `/api/boards/${encodeURIComponent(board)}/me${path}`;

/**
 * @param {string} board
 * @param {{ name?: string | null, color?: import('../../../replica/records.js').Color }} change null: without a name
 * @returns {Promise<import('../../../replica/records.js').You>}
 */
export const changeMe = (board, change) => request('PATCH', me(board), change);

/** A link by which another device becomes oneself. @param {string} board @returns {Promise<{ secret: string, link: string }>} */
export const createPersonalLink = (board) => request('POST', me(board, '/link'));

/** Where all that a board holds of oneself can be had as a file. @param {string} board */
export const addressOfMyData = (board) => me(board, '/export.json');

/** Be forgotten by a board. @param {string} board @param {'keep' | 'remove'} contents */
export const forgetMe = (board, contents) => request('DELETE', me(board, `?contents=${contents}`));
