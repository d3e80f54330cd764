/**
 * The service worker: the shell of the page (its HTML and assets) comes from this device, so that a known board shows
 * without the network. What is under /api is never touched. A new version is fetched beside the old one and takes over
 * when a page asks for it; assets of earlier versions stay for the pages that are still open.
 *
 * The build puts the values of VERSION, SHELL and REST in (worker/build.js).
 */
const VERSION = '__VERSION__';
/** What every page needs before it shows anything. */
const SHELL = ['__SHELL__'];
/** What is loaded when it is needed. */
const REST = ['__REST__'];

const PREFIX = 'korkwand ';
const HERE = PREFIX + VERSION;
/** This version and those before it of which a page may still be open. */
const KEPT = 3;
/** Addresses that are all the same page. */
const PAGE = /^\/(?:b\/[^/]+(?:\/list)?\/?)?$/;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  if (mode === 'navigate' && PAGE.test(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith('/assets/') || SHELL.includes(pathname)) event.respondWith(file(event.request, pathname));
});
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
  if (event.data === 'fetch the rest') event.waitUntil(fetchRest());
});

async function install() {
  const cache = await caches.open(HERE);
  await Promise.all(SHELL.map((path) => keep(cache, path)));
  const html = await (await cache.match('/')).text();
  // The server may have become a newer one meanwhile; its own worker comes then.
  if (!SHELL.every((path) => !path.startsWith('/assets/') || html.includes(path))) throw new Error('Not this version.');
}

async function activate() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(ours.slice(0, -KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fetchRest() {
  const cache = await caches.open(HERE);
  for (const path of REST) if (!(await cache.match(path))) await keep(cache, path);
}

async function keep(cache, path) {
  // The name of an asset says its content: an earlier version's is as good.
  const hashed = path.startsWith('/assets/');
  const known = hashed && (await caches.match(path, { ignoreVary: true }));
  const response = known || (await fetch(path, hashed ? {} : { cache: 'no-cache' }));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

async function page(request) {
  const cache = await caches.open(HERE);
  return (await cache.match('/', { ignoreVary: true })) ?? fetch(request);
}

async function file(request, pathname) {
  const cache = await caches.open(HERE);
  const options = { ignoreVary: true, ignoreSearch: true };
  return (await cache.match(pathname, options)) ?? (await caches.match(pathname, options)) ?? fetch(request);
}
