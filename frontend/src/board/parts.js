/** Dialogs and strips that are fetched when the first of them is needed. */

/** @param {'CoordinatorStrips' | 'DeviceForgotten' | 'ForgetAccount' | 'ForgetDevice' | 'Forgotten'} name */
export const later = async (name) => ({ default: /** @type {import('svelte').Component<any>} */ ((await import('./later.js'))[name]) });
