/**
 * Edits on their way: kept from the moment they are made until the server has answered for them. This one lives in
 * memory; a durable one behind the same methods will keep them in IndexedDB.
 */

/** @import { Edit } from './records.js' */

/** Bytes of edits in one frame: half of what the server accepts. */
const FRAME = 128 * 1024;
/** Edits in one frame. */
const MANY = 500;

export class Outbox {
  /** @type {Map<string, { edit: Edit, at: string, sent: boolean }>} in the order they were made */
  #entries = new Map();

  /** Make the kept edits of earlier visits known. */
  async open() {}

  /**
   * Keep an edit. A text written again before the first writing was sent is joined into it, otherwise the second would
   * conflict with the first.
   * @param {Edit} edit
   * @returns {string} id of the edit that now stands for it
   */
  add(edit) {
    const earlier = edit.type === 'card.write' ? this.#unsentWrite(edit.card_id) : undefined;
    if (earlier) {
      const { title, text } = edit;
      if (title !== undefined) earlier.title = title;
      if (text !== undefined) earlier.text = text;
      return earlier.id;
    }
    this.#entries.set(edit.id, { edit, at: new Date().toISOString(), sent: false });
    return edit.id;
  }

  /**
   * The last own writing of a card that has not been answered for, to be named as the `base` of the next.
   * @param {string} cardId
   * @returns {string | undefined}
   */
  lastWrite(cardId) {
    return this.pending().findLast(({ edit }) => edit.type === 'card.write' && edit.card_id === cardId)?.edit.id;
  }

  /**
   * Forget edits that the server has answered for.
   * @param {string[]} ids
   */
  settle(ids) {
    for (const id of ids) this.#entries.delete(id);
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id)?.edit;
  }

  /**
   * Everything that is not answered for, in the order it was made, and when.
   * @returns {{ edit: Edit, at: string }[]}
   */
  pending() {
    return [...this.#entries.values()];
  }

  get size() {
    return this.#entries.size;
  }

  /** After a lost connection, or an answer that leaves the outcome open: everything (or these) is to be sent again. */
  unsend(ids = [...this.#entries.keys()]) {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) entry.sent = false;
    }
  }

  /**
   * The edits that wait to be sent, in frames of bounded size.
   * @returns {Edit[][]}
   */
  frames() {
    /** @type {Edit[][]} */
    const frames = [];
    let room = 0;
    for (const { edit, sent } of this.#entries.values()) {
      if (sent) continue;
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

  /** @param {Edit[]} edits */
  sent(edits) {
    for (const { id } of edits) {
      const entry = this.#entries.get(id);
      if (entry) entry.sent = true;
    }
  }

  /** @param {string} cardId */
  #unsentWrite(cardId) {
    const last = [...this.#entries.values()].findLast(
      ({ edit }) => edit.type === 'card.write' && edit.card_id === cardId,
    );
    return last && !last.sent ? last.edit : undefined;
  }
}
