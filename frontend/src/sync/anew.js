/** Loading the page anew when it is for somebody else now: nothing of who used it before is left in its memory. */

/** Why it was loaded, which is said afterwards. @typedef {'' | 'another' | 'signed-out' | 'signed-out-unsent' | 'account-forgotten'} Why */

const KEPT = 'korkwand.anew';

/** @param {Why} why */
export function loadAnew(why) {
  try {
    sessionStorage.setItem(KEPT, why);
  } catch {
    // Then it is not said.
  }
  location.reload();
}

/** Why this page was loaded anew, if it was; told once. @returns {Why} */
export function takeWhy() {
  try {
    const why = sessionStorage.getItem(KEPT) ?? '';
    sessionStorage.removeItem(KEPT);
    return /** @type {Why} */ (why);
  } catch {
    return '';
  }
}
