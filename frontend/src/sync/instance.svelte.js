/** What this installation says of itself, asked for once: who may make boards, and which of the operator's pages there are. */
import { fetchInstance } from './api.js';

/** @typedef {{ name: import('./api.js').OperatorPage, path: string }} Page */

const NAMES = /** @type {const} */ (['imprint', 'privacy', 'accessibility']);

let pages = $state.raw(/** @type {Page[]} */ ([]));
/** @type {ReturnType<typeof fetchInstance> | undefined} */
let asked;

/** The operator's pages, as far as they are known yet. */
export function operatorPages() {
  return pages;
}

/** Ask, if that was not done before. After no answer it is asked again the next time. @throws {import('./api.js').ApiError} */
export async function instance() {
  asked ??= fetchInstance();
  try {
    const found = await asked;
    pages = NAMES.flatMap((name) => (found.links[name] ? [{ name, path: found.links[name] }] : []));
    return found;
  } catch (error) {
    asked = undefined;
    throw error;
  }
}

/** Without an answer there are no links. */
export function learnPages() {
  instance().catch(() => {});
}
