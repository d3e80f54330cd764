/** What waits in an outbox, in the order it was made, and what of it is to be sent. */

/** @import { Edit } from '../replica/records.js' */

/**
 * @typedef {object} Entry
 * @property {Edit} edit
 * @property {string} at when it was made, for showing only
 * @property {number} [order] given by the store
 * @property {boolean} sent on its way by this tab, and not to be sent again
 * @property {boolean} tried somebody has sent it at some time, or may have: it must not be changed any more
 * @property {boolean} mine made in this tab
 * @property {boolean} [joined] a later writing was joined into it, which another tab may not have known when it sent
 * @property {number} [doneAt] another tab has heard that it is in this event
 */

/** Bytes of edits in one frame: half of what the server accepts. */
const FRAME = 128 * 1024;
/** Edits in one frame. */
const MANY = 500;

export class Entries {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** Ids that were dropped: a message that comes late does not bring them back. @type {Set<string>} */
  #dropped = new Set();

  get size() {
    return this.#entries.size;
  }

  /** @returns {Entry[]} */
  all() {
    return [...this.#entries.values()];
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id);
  }

  /** @param {Entry} entry */
  put(entry) {
    this.#entries.set(entry.edit.id, entry);
  }

  /** What is known of an edit of another tab or visit. @param {{ edit: Edit, at: string, order?: number }} kept */
  learn({ edit, at, order }) {
    const known = this.#entries.get(edit.id);
    if (known?.mine || this.#dropped.has(edit.id)) return;
    // Sent by whom, and in which form, is not known: it is never joined.
    this.put({ sent: false, mine: false, ...known, edit, at, order, tried: true });
    this.sort();
  }

  /** @param {string} id */
  drop(id) {
    this.#dropped.add(id);
    this.#entries.delete(id);
  }

  /** In the order of the store; what is not written yet comes last, as it was made. */
  sort() {
    const entries = this.all();
    const place = (/** @type {Entry} */ entry) => entry.order ?? Infinity;
    if (entries.every((entry, at) => !at || place(entries[at - 1]) <= place(entry))) return;
    entries.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
    this.#entries = new Map(entries.map((entry) => [entry.edit.id, entry]));
  }

  /** The last writing of a card. @param {string} cardId */
  lastWrite(cardId) {
    return this.all().findLast(({ edit }) => edit.type === 'card.write' && edit.card_id === cardId);
  }

  /**
   * The edits that wait to be sent, in frames of bounded size.
   * @returns {Edit[][]}
   */
  frames() {
    /** @type {Edit[][]} */
    const frames = [];
    let room = 0;
    for (const { edit, sent, doneAt } of this.#entries.values()) {
      if (sent || doneAt !== undefined) continue;
      const size = new TextEncoder().encode(JSON.stringify(edit)).length;
      if (!frames.length || size > room || frames[frames.length - 1].length >= MANY) {
        frames.push([]);
        room = FRAME;
      }
      frames[frames.length - 1].push(edit);
      room -= size;
    }
    return frames;
  }
}
