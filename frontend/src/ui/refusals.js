/** Why a request was refused, in words to be shown beside what was asked. */
import { ApiError } from '../sync/api.js';
import { hasWords } from '../words/i18n.svelte.js';
import { t } from './words.js';

/**
 * @param {unknown} error what is no answer of the server is thrown on
 * @returns {string}
 */
export function whyNot(error) {
  if (!(error instanceof ApiError)) throw error;
  // Nothing that was asked for by a request is sent again by itself.
  const code = error.code === 'unavailable' ? 'offline' : error.body.limit ? 'board-full' : error.code;
  return t(hasWords(`error.${code}`) ? `error.${code}` : 'error.invalid');
}
