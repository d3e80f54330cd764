/** Scripts whose address is made by us: the page runs under Trusted Types, and starts these and no others. */

export const SHELL_WORKER = '/sw.js';
/** As the build names it. */
const PROOF_WORKER = /^\/assets\/proof-worker-[\w-]+\.js$/;

const policy = globalThis.window && /** @type {any} */ (window).trustedTypes?.createPolicy('korkwand', { createScriptURL });

/** @param {string} url */
function createScriptURL(url) {
  if (url === SHELL_WORKER || PROOF_WORKER.test(url) || !import.meta.env.PROD) return url;
  throw new TypeError(`No script may be made of ${url}.`);
}

/** The address of one of our workers, as the browser wants it. @param {string} url @returns {any} */
export function scriptAddress(url) {
  return policy?.createScriptURL(url) ?? url;
}
