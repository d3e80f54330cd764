/** Which page is shown: the path of the address bar as a signal. */

let path = $state(location.pathname);
let links = $state(0);

window.addEventListener('popstate', () => {
  path = location.pathname;
});

window.addEventListener('hashchange', () => {
  if (location.hash) links += 1;
});

/** How many links were put into the address bar of the open page: each is a new visit, and drafts outlive it. */
export function linksTaken() {
  return links;
}

/** @returns {{ page: 'start' } | { page: 'board', board: string } | { page: 'missing' }} */
export function route() {
  if (path === '/') return { page: 'start' };
  const board = /^\/b\/([^/]+)(?:\/list)?\/?$/.exec(path);
  return board ? { page: 'board', board: decodeURIComponent(board[1]) } : { page: 'missing' };
}

/** @param {string} to a path of this page */
export function go(to) {
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
