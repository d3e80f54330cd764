/**
 * Coming in by a link: the secret stands in the fragment, is exchanged for a cookie and leaves the address bar. It is
 * kept in memory only, to introduce oneself by name later in the same visit.
 */
import { enterBoard } from './api.js';
import { recall } from './i18n.svelte.js';

/** @type {Map<string, string>} */
const secrets = new Map();

export const NAME = 'korkwand.name';

/**
 * What a link says behind its #: a secret, which has no name, and what has one, joined by &.
 * @param {string} hash
 * @returns {{ secret: string, card: string }} '' for what it does not say
 */
export function partsOf(hash) {
  const parts = hash.replace(/^#/, '').split('&');
  const card = parts.find((part) => part.startsWith('card='))?.slice('card='.length) ?? '';
  return { secret: decoded(parts.find((part) => !part.includes('=')) ?? ''), card: decoded(card) };
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
  const { secret } = partsOf(location.hash);
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
