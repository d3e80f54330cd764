/** Small things that this browser remembers between visits. Storage may be switched off; then nothing is remembered. */

let remembers = true;

/** Forget everything that was remembered, and remember nothing more in this page. */
export function forgetAll() {
  remembers = false;
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    return;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    if (remembers) localStorage.setItem(key, value);
  } catch {
    return;
  }
}

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key */
export function forgetKept(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}
