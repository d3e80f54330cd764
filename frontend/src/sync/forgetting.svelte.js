/** That this device was forgotten, here or in another tab. */
import { forgetAll } from './kept.js';
import { device } from './store.js';

/** One for both: what a page says itself it does not hear. */
const channel = new BroadcastChannel('korkwand device');

let forgotten = $state(false);

/** Whether this page has forgotten its device and knows nothing any more. */
export function isForgotten() {
  return forgotten;
}

export function tellOtherTabs() {
  channel.postMessage('forgotten');
}

export function beForgotten() {
  forgotten = true;
}

/** When another tab forgets the device, this one must not write down again what it still shows. */
export function heedForgetting() {
  channel.onmessage = async () => {
    forgetAll();
    await device.forget();
    location.replace('/');
  };
}
