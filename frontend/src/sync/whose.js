/**
 * Whom this browser is on each board, as the server has last said. What is unsent belongs to a visitor and not to the
 * browser: it is shown and sent to the board only by this one. Where storage is refused nothing is known before the
 * server has spoken.
 */
import { forgetKept, recall, remember } from './kept.js';

const KEPT = 'korkwand.visitor.';
/** The name that somebody gave last, suggested to them on other boards. */
export const NAME = 'korkwand.name';
/** That somebody has gone to the provider in this tab: whoever comes back may be somebody else. */
const SIGNING = 'korkwand.signing';

/** @param {string} board @returns {string} '' if it is not known */
export function visitorOn(board) {
  return recall(KEPT + board) ?? '';
}

/** The server has said whom this browser is on a board. @param {string} board @param {string} visitor */
export function be(board, visitor) {
  const before = visitorOn(board);
  if (before === visitor) return;
  // The name was somebody else's.
  if (before) forgetKept(NAME);
  remember(KEPT + board, visitor);
}

/** A board has forgotten oneself. @param {string} board */
export function beNobodyOn(board) {
  forgetKept(KEPT + board);
}

/** Somebody has signed in or out: until the server has spoken, this browser is nobody on any board. */
export function beNobody() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT)) beNobodyOn(key.slice(KEPT.length));
  } catch {
    return;
  }
  forgetKept(NAME);
}

/**
 * Hear when another tab was told that this browser is somebody else, or nobody any more.
 * @param {string} board
 * @param {(visitor: string) => void} changed '' for nobody
 * @returns {() => void} ends it
 */
export function whenAnother(board, changed) {
  const hear = (/** @type {StorageEvent} */ { key, newValue }) => {
    if (key === KEPT + board) changed(newValue ?? '');
  };
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

/** Somebody leaves this page to sign in. */
export function leaveToSignIn() {
  try {
    sessionStorage.setItem(SIGNING, 'yes');
  } catch {
    return;
  }
}

/** The page begins: perhaps with somebody who comes back from signing in. */
export function comeFromSignIn() {
  try {
    if (!sessionStorage.getItem(SIGNING)) return;
    sessionStorage.removeItem(SIGNING);
  } catch {
    return;
  }
  beNobody();
}
