/**
 * The page's shell on this device: its service worker, and the change to a newer version. Nothing typed is lost by it:
 * drafts and edits are kept. Without a secure context there is no worker, and the browser loads the page each time.
 */
import { say } from '../ui/notices.svelte.js';
import { SHELL_WORKER, scriptAddress } from '../sync/scripts.js';
import { t } from './words.js';

/** Milliseconds a new version may take to take over before the page is loaded anyway. */
const PATIENCE = 3_000;

/** @type {Promise<ServiceWorkerRegistration | undefined> | undefined} */
let registering;
let reloading = false;
let offered = false;
/** Whether a reload would lose nothing. @type {() => boolean} */
let safe = () => true;

/**
 * Keep the shell on this device, once there is time, and look whether there is a newer one. Called whenever a board has
 * become live: not before somebody has come to a board, and again after the server was away, perhaps for an upgrade.
 * @param {() => boolean} lossless whether a reload would lose nothing now
 */
export function keepShell(lossless) {
  safe = lossless;
  const known = registering;
  const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 1_000));
  idle(async () => {
    const registration = await register();
    if (known) registration?.update().catch(() => {});
  });
}

/** The server speaks a newer protocol than this page: get its page at once. */
export async function renewAtOnce() {
  const [loaded] = performance.getEntriesByType('navigation');
  // A page that was just reloaded and is still too old would go round in circles.
  if (!safe() || /** @type {PerformanceNavigationTiming} */ (loaded)?.type === 'reload') {
    say(t('error.malformed'), { fault: true, sticky: true, action: { label: t('shell.load'), run: renew } });
    return;
  }
  const registration = await register();
  await registration?.update().catch(() => {});
  const coming = registration?.installing;
  if (coming) await new Promise((resolve) => coming.addEventListener('statechange', resolve, { once: true }));
  await renew();
}

/** A part of the page could not be loaded, such as a dialog: say so instead of doing nothing. */
export function watchParts() {
  window.addEventListener('vite:preloadError', () => {
    const action = { label: t('shell.load'), run: () => location.reload() };
    say(t('shell.part'), { fault: true, sticky: true, action });
  });
}

function register() {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return Promise.resolve(undefined);
  // What fails may have failed for want of a network: the next time the board is live, it is tried again.
  registering ??= navigator.serviceWorker.register(scriptAddress(SHELL_WORKER)).then(watch, () => (registering = undefined));
  return registering;
}

/** @param {ServiceWorkerRegistration} registration */
function watch(registration) {
  const { serviceWorker } = navigator;
  let controlled = !!serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    if (reloading) location.reload();
    else if (controlled) offer();
    controlled = true;
  });
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    coming?.addEventListener('statechange', () => coming.state === 'installed' && serviceWorker.controller && offer());
  });
  if (registration.waiting && controlled) offer();
  serviceWorker.ready.then(({ active }) => active?.postMessage('fetch the rest'));
  return registration;
}

/** There is a newer version: it is loaded when one wants, or when nobody looks. */
function offer() {
  if (offered) return;
  offered = true;
  say(t('shell.new'), { sticky: true, action: { label: t('shell.load'), run: renew } });
  document.addEventListener('visibilitychange', () => document.hidden && !busy() && renew());
}

/** Whether somebody is in the middle of something. */
function busy() {
  return !safe() || !!document.querySelector('dialog[open]') || !!document.activeElement?.matches('input, textarea, [contenteditable]');
}

async function renew() {
  reloading = true;
  const waiting = (await registering)?.waiting;
  if (!waiting) {
    location.reload();
    return;
  }
  waiting.postMessage('take over');
  setTimeout(() => location.reload(), PATIENCE);
}
