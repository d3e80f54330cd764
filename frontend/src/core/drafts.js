/**
 * Words that have been typed and not sent, by board. Kept in memory while the page is open; a durable store behind the
 * same methods will keep them in IndexedDB.
 */

export class Drafts {
  /** @type {Map<string, any>} */
  #kept = new Map();

  /** @param {string} field what is being written, such as `card <id>` @param {any} draft undefined forgets it */
  keep(field, draft) {
    if (draft === undefined) this.#kept.delete(field);
    else this.#kept.set(field, draft);
  }

  /** @param {string} field */
  find(field) {
    return this.#kept.get(field);
  }

  /** @returns {any[]} in the order in which they were begun */
  all() {
    return [...this.#kept.values()];
  }
}

/** @type {Map<string, Drafts>} */
const boards = new Map();

/** The drafts of a board: the same ones when one comes back to it. @param {string} board */
export function draftsOf(board) {
  let drafts = boards.get(board);
  if (!drafts) boards.set(board, (drafts = new Drafts()));
  return drafts;
}

/**
 * What somebody has typed, as one text to be read and copied.
 * @param {{ title?: string, text?: string, description?: string, [field: string]: any }} written a draft or an edit
 */
export function wordsOf({ title, text, description }) {
  return [title, text, description].filter((part) => part).join('\n\n');
}
