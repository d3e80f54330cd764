/** Words that have been typed and not sent, of one visitor on one board: at hand in memory, and in the device's store with each key press. */

/** @import { Owner, Store } from './store.js' */

export class Drafts {
  /** @type {Map<string, any>} in the order in which they were begun */
  #kept = new Map();
  /** Fields that the store does not have as they are now. @type {Set<string>} */
  #changed = new Set();
  /** The place of a field among all. @type {Map<string, number>} */
  #places = new Map();
  /** @type {{ owner: Owner, store: Store, safe: () => Promise<boolean> } | undefined} */
  #home;

  /**
   * Make the kept drafts of earlier visits known, and keep those to come.
   * @param {Owner} owner
   * @param {Store} store
   * @param {() => Promise<boolean>} safe whether all edits made so far are kept: only then a draft may be forgotten
   */
  async open(owner, store, safe) {
    const before = await store.drafts(owner);
    const typed = [...this.#kept];
    const later = typed.filter(([field]) => !before.some((draft) => draft.field === field));
    const known = before.filter((draft) => !this.#changed.has(draft.field) || this.#kept.has(draft.field));
    this.#places = new Map([...known.map(({ field, place }) => /** @type {const} */ ([field, place])), ...this.#places]);
    this.#kept = new Map([...known.map(({ field, draft }) => /** @type {const} */ ([field, this.#kept.get(field) ?? draft])), ...later]);
    this.#home = { owner, store, safe };
    this.#write();
  }

  /** @param {string} field what is being written, such as `card <id>` @param {any} draft undefined forgets it */
  keep(field, draft) {
    if (draft === undefined) this.#kept.delete(field);
    else this.#kept.set(field, draft);
    this.#changed.add(field);
    this.#write();
  }

  /** Forget all of them, and keep none from now on. */
  forget() {
    this.#home = undefined;
    this.#kept.clear();
    this.#changed.clear();
  }

  /** @param {string} field */
  find(field) {
    return this.#kept.get(field);
  }

  /** @returns {any[]} in the order in which they were begun */
  all() {
    return [...this.#kept.values()];
  }

  /** Without waiting for what is being written: after the last key the page may be closed. */
  #write() {
    if (!this.#home) return;
    const { owner, store } = this.#home;
    const fields = [...this.#changed].filter((field) => this.#kept.has(field));
    for (const field of fields) this.#changed.delete(field);
    const kept = fields.map((field) => ({
      ...owner,
      field,
      place: this.#place(field),
      // A copy of plain data: what views hand over may be a proxy, which the store would refuse.
      draft: JSON.parse(JSON.stringify(this.#kept.get(field))),
    }));
    if (kept.length) store.keepDrafts(owner, kept, []);
    if (this.#changed.size) this.#forget();
  }

  /** What is being written, the last begun first, such as `card <id>`. @returns {string[]} */
  fields() {
    return [...this.#kept.keys()].reverse();
  }

  async #forget() {
    if (!this.#home || !(await this.#home.safe())) return;
    const fields = [...this.#changed].filter((field) => !this.#kept.has(field));
    for (const field of fields) {
      this.#changed.delete(field);
      this.#places.delete(field);
    }
    if (fields.length) await this.#home.store.keepDrafts(this.#home.owner, [], fields);
  }

  /** @param {string} field */
  #place(field) {
    const place = this.#places.get(field) ?? Math.max(0, ...this.#places.values()) + 1;
    this.#places.set(field, place);
    return place;
  }
}

/** @type {Map<string, Drafts>} */
const all = new Map();

/** The drafts of a visitor: the same ones when they come back to the board. @param {Owner} owner */
export function draftsOf({ board, visitor }) {
  const whose = `${board} ${visitor}`;
  let drafts = all.get(whose);
  if (!drafts) all.set(whose, (drafts = new Drafts()));
  return drafts;
}

/** Begin anew with a visitor: nothing of theirs is known any more. @param {Owner} owner */
export function forgetDrafts({ board, visitor }) {
  const whose = `${board} ${visitor}`;
  all.get(whose)?.forget();
  all.delete(whose);
}

/**
 * What somebody has typed, as one text to be read and copied.
 * @param {{ title?: string, text?: string, description?: string, reason?: string, [field: string]: any }} written a draft or an edit
 */
export function wordsOf({ title, text, description, reason }) {
  return [title, text, description, reason].filter((part) => part).join('\n\n');
}
