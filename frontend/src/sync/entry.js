/**
 * Coming in by a link: the secret stands in the fragment, is exchanged for a cookie and leaves the address bar. Until then
 * it is kept in memory only.
 */
import { ApiError, enterBoard } from './api.js';
import { recall } from './kept.js';
import { NAME, visitorOn } from './whose.js';

/** @import { BoardRecord, Snapshot, You } from '../replica/records.js' */

/** @type {Map<string, { secret: string, personal?: boolean }>} */
const secrets = new Map();

/**
 * What a link says behind its #: a secret, which has no name, and what has one, joined by &. The secret of a personal
 * link is called `me`: it serves once.
 * @param {string} hash
 * @returns {{ secret: string, personal: boolean, card: string }} '' for what it does not say
 */
export function partsOf(hash) {
  const parts = hash.replace(/^#/, '').split('&');
  const named = (/** @type {string} */ name) => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const key = parts.find((part) => !part.includes('=')) ?? '';
  return { secret: decoded(key || named('me')), personal: !key && !!named('me'), card: decoded(named('card')) };
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The secret of the address bar, if it has one. @param {string} board */
export function takeSecret(board) {
  const { secret, personal } = partsOf(location.hash);
  if (secret) secrets.set(board, { secret, ...(personal ? { personal } : {}) });
  return secret;
}

/** Whether the address bar has a personal link: by that one enters only after having been asked. */
export function hasPersonalLink() {
  return partsOf(location.hash).personal;
}

/** @typedef {{ password?: string, name?: string, proof?: string }} Given what one says at the door */
/** Who one is inside, with the snapshot if the board was never shown here. @typedef {{ board: BoardRecord, you: You } & Partial<Snapshot>} Entered */

/**
 * Exchange the secret for the cookie; the board comes along where it has never been shown. A name that cannot be taken
 * keeps nobody out.
 * @param {string} board
 * @param {Given} [more]
 * @returns {Promise<Entered | undefined>} nothing without a secret
 * @throws {ApiError}
 */
export async function enter(board, more = {}) {
  const link = secrets.get(board);
  if (!link) return undefined;
  const { hash } = location;
  // Where one has been before, one keeps the name one has there, or none.
  const seen = visitorOn(board);
  const { name = seen ? null : recall(NAME), password, proof } = more;
  const known = { ...link, ...(password ? { password } : {}), ...(proof ? { proof } : {}), ...(seen ? {} : { snapshot: true }) };
  let entered;
  try {
    entered = await enterBoard(board, { ...known, ...(name ? { name } : {}) });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422 || !name || more.name !== undefined) throw error;
    entered = await enterBoard(board, known);
  }
  // Another link may have been put there meanwhile.
  if (secrets.get(board) === link) secrets.delete(board);
  if (location.hash === hash) leaveLink();
  return entered;
}

/** Take the link out of the address bar. */
export function leaveLink() {
  if (location.hash) history.replaceState(history.state, '', location.pathname);
}
