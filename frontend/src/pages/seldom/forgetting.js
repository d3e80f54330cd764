/** Forgetting this device: on the server, and everything that the page has kept in this browser, in all its tabs. */
import { request } from '../../sync/api.js';
import { beForgotten, tellOtherTabs } from '../../sync/forgetting.svelte.js';
import { forgetAll } from '../../sync/kept.js';
import { device } from '../../sync/store.js';

/**
 * Forget this device. What it made stays on its boards.
 * @throws {import('../../sync/api.js').ApiError} then nothing was forgotten
 */
export async function forgetThisDevice() {
  // Its cookie, and who it was on which board.
  await request('DELETE', '/api/device');
  tellOtherTabs();
  await device.forget();
  await Promise.all([emptyCaches(), endWorkers()]);
  forgetAll();
  beForgotten();
}

async function emptyCaches() {
  if (!globalThis.caches) return;
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function endWorkers() {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
}
