/** Writes the outbox of one visitor of a board to the device's store, in order, many at a time. */

/** @import { Entry } from './entries.js' */
/** @import { KeptEdit, Owner, Store } from './store.js' */

export class Shelf {
  /** @type {Set<Entry>} */
  #coming = new Set();
  /** @type {Set<Entry>} */
  #going = new Set();
  /** Entries the store could not take: tried again with the next one. @type {Set<Entry>} */
  #homeless = new Set();
  /** @type {Promise<void> | undefined} */
  #writing;
  #owner;
  #store;
  #written;

  /**
   * @param {Owner} owner
   * @param {Store} store
   * @param {(entry: Entry) => void} written an entry has its order now, or the store could not take it
   */
  constructor(owner, store, written) {
    this.#owner = owner;
    this.#store = store;
    this.#written = written;
  }

  /** Keep an entry, or keep it anew as it is now. @param {Entry} entry */
  keep(entry) {
    this.#coming.add(entry);
    this.#write();
  }

  /** @param {Entry[]} entries */
  forget(entries) {
    for (const entry of entries) {
      this.#coming.delete(entry);
      this.#homeless.delete(entry);
      this.#going.add(entry);
    }
    this.#write();
  }

  /** @returns {Promise<boolean>} whether everything is kept, once nothing is being written */
  async saved() {
    while (this.#writing) await this.#writing;
    return !this.#homeless.size;
  }

  /** @returns {Promise<KeptEdit[] | undefined>} nothing if the store does not work */
  async edits() {
    while (this.#writing) await this.#writing;
    const kept = await this.#store.edits(this.#owner);
    return this.#store.works ? kept : undefined;
  }

  /** Whether an entry waits to be written. @param {string} id */
  busy(id) {
    return [...this.#coming, ...this.#homeless].some(({ edit }) => edit.id === id);
  }

  #write() {
    this.#writing ??= this.#work().finally(() => (this.#writing = undefined));
  }

  async #work() {
    while (this.#coming.size || this.#going.size) {
      const coming = [...this.#homeless, ...this.#coming];
      this.#coming.clear();
      this.#homeless.clear();
      if (coming.length) await this.#keep(coming);
      // An entry that was answered for while it was being written has its order by now.
      const going = [...this.#going].flatMap(({ order }) => order ?? []);
      this.#going.clear();
      if (going.length) await this.#store.forgetEdits(going);
    }
  }

  /** @param {Entry[]} entries */
  async #keep(entries) {
    const kept = entries.map(({ order, edit, at }) => ({ ...(order ? { order } : {}), ...this.#owner, edit, at }));
    const orders = await this.#store.keepEdits(kept);
    for (const [place, entry] of entries.entries()) {
      if (orders) entry.order = orders[place];
      else this.#homeless.add(entry);
      this.#written(entry);
    }
  }
}
