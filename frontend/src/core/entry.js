/**
 * Coming in by a link: the secret stands in the fragment, is exchanged for a cookie and leaves the address bar. It is
 * kept in memory only, to introduce oneself by name later in the same visit.
 */
import { enterBoard } from './api.js';
import { recall } from './i18n.svelte.js';

/** @type {Map<string, string>} */
const secrets = new Map();

export const NAME = 'korkwand.name';

/** The secret of the address bar, if it has one. @param {string} board */
export function takeSecret(board) {
  const secret = decodeURIComponent(location.hash.slice(1));
  if (secret) secrets.set(board, secret);
  return secret;
}

/** @param {string} board @param {string} secret */
export function keepSecret(board, secret) {
  secrets.set(board, secret);
}

/** Whether this visit can still introduce itself by name. @param {string} board */
export function knowsSecret(board) {
  return secrets.has(board);
}

/**
 * Exchange the secret for the cookie.
 * @param {string} board
 * @param {{ password?: string, name?: string }} [more]
 * @throws {import('./api.js').ApiError}
 */
export async function enter(board, more = {}) {
  const secret = secrets.get(board);
  if (!secret) return;
  const name = more.name ?? recall(NAME) ?? undefined;
  await enterBoard(board, { secret, ...(name ? { name } : {}), ...(more.password ? { password: more.password } : {}) });
  if (location.hash) history.replaceState(history.state, '', location.pathname);
}
