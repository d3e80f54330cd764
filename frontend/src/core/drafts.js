/**
 * Words that have been typed and not sent. Kept in memory while the page is open; a durable store behind the same
 * functions will keep them in IndexedDB.
 */

/** @type {Map<string, any>} */
const drafts = new Map();

/** @param {string} field what is being written, such as `card <id>` @param {any} draft undefined forgets it */
export function keepDraft(field, draft) {
  if (draft === undefined) drafts.delete(field);
  else drafts.set(field, draft);
}

/** @param {string} field */
export function findDraft(field) {
  return drafts.get(field);
}
