/**
 * The REST doors. Every failure is an ApiError with the server's code; no answer at all has the code `offline`.
 */

import { setTime } from './clock.js';

/** @import { BoardRecord, KeyRecord, Role, Snapshot, You } from '../replica/records.js' */

export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {number} status
   * @param {{ [field: string]: any }} [body]
   */
  constructor(code, status, body = {}) {
    super(String(body.detail ?? code));
    this.code = code;
    this.status = status;
    this.body = body;
  }
}

/** @typedef {{ board: BoardRecord, key: { id: string, role: Role, secret: string, link: string } }} Founded */

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>} the JSON answer, or null for an empty one
 */
export async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError('offline', 0);
  }
  if (response.headers.has('date')) setTime(response.headers.get('date'));
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new ApiError(answer?.code ?? 'unavailable', response.status, answer ?? {});
}

/** @typedef {'imprint' | 'privacy' | 'accessibility'} OperatorPage */
/**
 * @typedef {{ links: { [page in OperatorPage]: string | null }, board_makers: 'anyone' | 'password' | 'oidc',
 *   sign_in: boolean }} Instance
 */
/** @typedef {{ signed_in: boolean, name: string | null }} Account */
/** @typedef {{ boards: { board: BoardRecord, you: You }[] }} Found */

/** @typedef {{ password?: string, proof?: string }} Known what makers of boards must know */

/** @param {{ title: string, description?: string } & Known} board @returns {Promise<Founded>} */
export const createBoard = (board) => request('POST', '/api/boards', board);

/** A filled board of one's own to play with. @param {{ language: 'de' | 'en' } & Known} demo @returns {Promise<Founded>} */
export const createDemo = (demo) => request('POST', '/api/demo', demo);

/** @returns {Promise<Instance>} */
export const fetchInstance = () => request('GET', '/api/instance');

/** Who has signed in on this device. @returns {Promise<Account>} */
export const fetchAccount = () => request('GET', '/api/me');

/** Forget who has signed in, and which boards are theirs, on all devices. */
export const forgetAccount = () => request('DELETE', '/api/me');

export const signOut = () => request('POST', '/api/sign-out');

/** The boards this device has entered, or who has signed in on it. @returns {Promise<Found>} */
export const listBoards = () => request('GET', '/api/boards');

/**
 * @param {string} board
 * @param {{ secret: string, personal?: boolean, password?: string, name?: string, proof?: string, snapshot?: boolean }} key
 * @returns {Promise<{ board: BoardRecord, you: You } & Partial<Snapshot>>} with the snapshot if that is asked for
 */
export const enterBoard = (board, key) => request('POST', `/api/boards/${encodeURIComponent(board)}/enter`, key);

/** @param {string} board @returns {Promise<Snapshot>} */
export const fetchBoard = (board) => request('GET', `/api/boards/${encodeURIComponent(board)}`);

/**
 * What a link is like. Null takes a password or a date away; of the password it is known only whether there is one.
 * @typedef {{ role?: Role, label?: string, password?: string | null, opens_at?: string | null, ends_at?: string | null,
 *   unseen_columns?: string[], readonly_columns?: string[] }} KeyFields
 */

/** @param {string} board */
const keysOf = (board) => `/api/boards/${encodeURIComponent(board)}/keys`;

/** @param {string} board @param {KeyFields} key @returns {Promise<{ key: KeyRecord, secret: string, link: string }>} */
export const createKey = (board, key) => request('POST', keysOf(board), key);

/** @typedef {{ guesses: number, until: string }} Lock too many wrong passwords were tried at a link: strangers wait until then */

/** How many visitors came by each link, and which are locked. @param {string} board @returns {Promise<{ visitors: { [key: string]: number }, locks: { [key: string]: Lock } }>} */
export const listKeys = (board) => request('GET', keysOf(board));

/** @param {string} board @param {string} key @param {KeyFields} fields what changes @returns {Promise<KeyRecord>} */
export const changeKey = (board, key, fields) => request('PATCH', `${keysOf(board)}/${encodeURIComponent(key)}`, fields);

/** @param {string} board @param {string} key */
export const revokeKey = (board, key) => request('DELETE', `${keysOf(board)}/${encodeURIComponent(key)}`);

/** Forgive the wrong passwords that were tried at a link. @param {string} board @param {string} key */
export const liftLock = (board, key) => request('DELETE', `${keysOf(board)}/${encodeURIComponent(key)}/lock`);
