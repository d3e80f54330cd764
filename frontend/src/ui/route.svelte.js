/** Which page is shown, and which card of it was asked for: the address bar as signals. */
import { partsOf } from '../sync/entry.js';

let path = $state(location.pathname);
let links = $state(0);
let card = $state('');

window.addEventListener('popstate', () => {
  path = location.pathname;
});

window.addEventListener('hashchange', () => {
  if (partsOf(location.hash).secret) links += 1;
  readCard();
});

readCard();

/** A card leaves the address bar as soon as it is known: asked for once more, it is a change of the address again. */
function readCard() {
  const parts = partsOf(location.hash);
  if (!parts.card) return;
  card = parts.card;
  if (!parts.secret) history.replaceState(history.state, '', location.pathname);
}

/** How many links were put into the address bar of the open page: each is a new visit, and drafts outlive it. */
export function linksTaken() {
  return links;
}

/** The card for whose sake one came by a link, until it was shown; '' none. */
export function cardAsked() {
  return card;
}

export function cardShown() {
  card = '';
}

/** The address by which a card can be named to somebody who has a link of their own: it opens nothing by itself. @param {string} board @param {string} id */
export function addressOfCard(board, id) {
  return `${location.origin}/b/${encodeURIComponent(board)}#card=${encodeURIComponent(id)}`;
}

/**
 * @template {{ path: string }} Layout
 * @typedef {{ page: 'start' } | { page: 'board', board: string, layout: Layout } | { page: 'missing' }} Route
 */

/**
 * @template {{ path: string }} Layout
 * @param {Layout[]} layouts in which a board can be shown, each at a path below its address
 * @returns {Route<Layout>}
 */
export function route(layouts) {
  if (path === '/') return { page: 'start' };
  const board = /^\/b\/([^/]+?)(?:\/([^/]+))?\/?$/.exec(path);
  const layout = board && layouts.find((one) => one.path === (board[2] ?? ''));
  return layout ? { page: 'board', board: segment(board[1]), layout } : { page: 'missing' };
}

/** @param {string} part */
function segment(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The board in one of its layouts. @param {string} board @param {string} layout by its path */
export function pathOfBoard(board, layout) {
  return `/b/${encodeURIComponent(board)}${layout && `/${layout}`}`;
}

/** @param {string} to a path of this page */
export function go(to) {
  card = '';
  history.pushState(null, '', to);
  path = location.pathname;
  window.scrollTo(0, 0);
}

/** Follow a link within the page without loading it anew. @param {MouseEvent & { currentTarget: HTMLAnchorElement }} event */
export function follow(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(event.currentTarget.pathname);
}
