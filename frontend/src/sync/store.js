/**
 * What this device keeps, in IndexedDB: edits that are not answered for, drafts, and the last known state of each board.
 * Nothing here ever throws: where storage is refused, full or silent, the page goes on in memory and says so once. What is
 * written is committed at once and not when its answer has come: by then the page may be gone.
 */
import { deleteDB, openDB } from 'idb';
import { upgrade } from './store-upgrade.js';

/** @import { Edit, Snapshot } from '../replica/records.js' */
/** @import { IDBPDatabase } from 'idb' */

/**
 * Whose it is: what is unsent belongs to one visitor of one board. Nobody's (`''`) is what an earlier page has kept without
 * saying whose.
 * @typedef {{ board: string, visitor: string }} Owner
 */
/** @typedef {Owner & { order?: number, edit: Edit, at: string }} KeptEdit `order` is counted by the database */
/** @typedef {Owner & { field: string, place: number, draft: any }} KeptDraft */
/** @typedef {'refused' | 'full'} Reason why the device does not keep something */

const NAME = 'korkwand';
/** A database that has not opened after this many milliseconds counts as refused: the board does not wait for it. */
const PATIENCE = 2_000;

export class Store {
  /** @type {Promise<IDBPDatabase> | undefined} */
  #opened;
  /** @type {Reason | undefined} */
  #refusal;
  #told = false;
  /** @type {((reason: Reason) => void) | undefined} */
  #tell;

  /** Whether everything that was to be kept so far was kept. */
  get works() {
    return !this.#refusal;
  }

  /** Who says to the visitor, once, that this device keeps nothing. @param {(reason: Reason) => void} tell */
  listen(tell) {
    this.#tell = tell;
    this.#refused();
  }

  /** Open the database, or find that it does not open. */
  async ready() {
    await this.#use(async () => {}, undefined);
  }

  /** @param {Owner} owner @returns {Promise<KeptEdit[]>} in the order they were made, by whichever tab */
  async edits({ board, visitor }) {
    return this.#read('edits', (store) => store.index('owner').getAll([board, visitor]), []);
  }

  /**
   * @param {KeptEdit[]} edits those that have an order already are kept anew in their place
   * @returns {Promise<number[] | undefined>} their orders, or nothing if none could be kept
   */
  async keepEdits(edits) {
    return this.#use(async (db) => {
      const transaction = db.transaction('edits', 'readwrite');
      const keys = edits.map((edit) => transaction.store.put(edit));
      transaction.commit();
      const orders = await Promise.all([...keys, transaction.done]);
      return /** @type {number[]} */ (orders.slice(0, -1));
    }, undefined);
  }

  /** @param {number[]} orders */
  async forgetEdits(orders) {
    await this.#use(async (db) => {
      const transaction = db.transaction('edits', 'readwrite');
      await Promise.all([...orders.map((order) => transaction.store.delete(order)), transaction.done]);
    }, undefined);
  }

  /** @param {Owner} owner @returns {Promise<KeptDraft[]>} in the order they were begun */
  async drafts({ board, visitor }) {
    /** @type {KeptDraft[]} */
    const drafts = await this.#read('drafts', (store) => store.index('owner').getAll([board, visitor]), []);
    return drafts.sort((a, b) => a.place - b.place);
  }

  /** @param {Owner} owner @param {KeptDraft[]} kept @param {string[]} forgotten fields */
  async keepDrafts({ board, visitor }, kept, forgotten) {
    await this.#use(async (db) => {
      const transaction = db.transaction('drafts', 'readwrite');
      const puts = kept.map((draft) => transaction.store.put(draft));
      const deletions = forgotten.map((field) => transaction.store.delete([board, visitor, field]));
      transaction.commit();
      await Promise.all([...puts, ...deletions, transaction.done]);
    }, undefined);
  }

  /** The last known state of a board. @param {string} board @returns {Promise<Snapshot | undefined>} */
  async snapshot(board) {
    return (await this.#read('boards', (store) => store.get(board), undefined))?.snapshot;
  }

  /** The last known states of all boards. @returns {Promise<{ board: string, snapshot: Snapshot }[]>} */
  async snapshots() {
    return this.#read('boards', (store) => store.getAll(), []);
  }

  /** @param {string} board @param {Snapshot} snapshot */
  async keepSnapshot(board, snapshot) {
    await this.#use(async (db) => {
      const transaction = db.transaction('boards', 'readwrite');
      const put = transaction.store.put({ board, snapshot });
      transaction.commit();
      await Promise.all([put, transaction.done]);
    }, undefined);
  }

  /** @param {string} board */
  async forgetSnapshot(board) {
    await this.#use((db) => db.delete('boards', board), undefined);
  }

  /** Forget the last known states of all boards. */
  async forgetSnapshots() {
    await this.#use((db) => db.clear('boards'), undefined);
  }

  /** Forget all that a visitor has left here, and the board as they saw it. @param {Owner} owner */
  async forgetVisitor({ board, visitor }) {
    await this.#use(async (db) => {
      const transaction = db.transaction(['edits', 'drafts', 'boards'], 'readwrite');
      const own = ['edits', 'drafts'].map(async (name) => {
        const keys = await transaction.objectStore(name).index('owner').getAllKeys([board, visitor]);
        await Promise.all(keys.map((key) => transaction.objectStore(name).delete(key)));
      });
      await Promise.all([...own, transaction.objectStore('boards').delete(board), transaction.done]);
    }, undefined);
  }

  /**
   * What lies here and has not reached the server: of these visitors, or of everybody on all boards.
   * @param {Owner[]} [owners]
   * @returns {Promise<{ edits: number, drafts: number }>}
   */
  async unsent(owners) {
    const ranges = owners?.map(({ board, visitor }) => IDBKeyRange.only([board, visitor])) ?? [undefined];
    const [edits, drafts] = await Promise.all(
      ['edits', 'drafts'].map((name) =>
        this.#read(name, async (store) => sum(await Promise.all(ranges.map((range) => store.index('owner').count(range)))), 0),
      ),
    );
    return { edits, drafts };
  }

  /**
   * Give what an earlier page has kept on a board without saying whose to the one who says that it is theirs.
   * @param {Owner} owner
   */
  async adopt({ board, visitor }) {
    await this.#use(async (db) => {
      const transaction = db.transaction(['edits', 'drafts'], 'readwrite');
      const [edits, drafts] = ['edits', 'drafts'].map((name) => transaction.objectStore(name));
      for (const edit of await edits.index('owner').getAll([board, ''])) edits.put({ ...edit, visitor });
      for (const draft of await drafts.index('owner').getAll([board, ''])) {
        drafts.put({ ...draft, visitor });
        drafts.delete([board, '', draft.field]);
      }
      await transaction.done;
    }, undefined);
  }

  /** Forget everything, and keep nothing more in this page. */
  async forget() {
    const opened = this.#opened;
    this.#opened = Promise.reject(new Error('This device was forgotten.'));
    this.#opened.catch(() => {});
    this.#told = true;
    (await opened?.catch(() => undefined))?.close();
    await Promise.race([deleteDB(NAME), silence()]).catch(() => {});
  }

  /**
   * The whole transaction is waited for: one that the browser aborts, since the device is being forgotten, is heard of twice.
   * @template T
   * @param {string} name of the store
   * @param {(store: import('idb').IDBPObjectStore) => Promise<T>} work
   * @param {T} otherwise what a device without storage knows
   * @returns {Promise<T>}
   */
  #read(name, work, otherwise) {
    return this.#use(async (db) => {
      const transaction = db.transaction(name);
      const [found] = await Promise.all([work(transaction.store), transaction.done]);
      return found;
    }, otherwise);
  }

  /**
   * @template T
   * @param {(db: IDBPDatabase) => Promise<T>} work
   * @param {T} otherwise what a device without storage knows
   * @returns {Promise<T>}
   */
  async #use(work, otherwise) {
    try {
      this.#opened ??= this.#open();
      return await work(await this.#opened);
    } catch (error) {
      this.#refusal ??= /** @type {any} */ (error)?.name === 'QuotaExceededError' ? 'full' : 'refused';
      this.#refused();
      return otherwise;
    }
  }

  /** @returns {Promise<IDBPDatabase>} */
  #open() {
    const opening = openDB(NAME, 2, {
      upgrade: (db, from, to, transaction) => upgrade(db, from, transaction),
      // A newer page wants to change the database: it must not wait for this one.
      blocking: (now, next, event) => /** @type {IDBDatabase} */ (event.target).close(),
      terminated: () => (this.#opened = undefined),
    });
    const opened = Promise.race([opening, silence()]);
    opening.then(
      // One that opens late is used from then on: other tabs keep things there, and wait for them to be sent.
      () => {
        if (this.#opened !== opened || this.#refusal !== 'refused') return;
        this.#opened = opening;
        this.#refusal = undefined;
      },
      () => {},
    );
    return opened;
  }

  #refused() {
    if (!this.#refusal || !this.#tell || this.#told) return;
    this.#told = true;
    this.#tell(this.#refusal);
  }
}

/** @param {number[]} counts */
const sum = (counts) => counts.reduce((all, count) => all + count, 0);

/** Some private windows never answer. @returns {Promise<never>} */
function silence() {
  return new Promise((resolve, reject) => setTimeout(() => reject(new Error('The database does not open.')), PATIENCE));
}

/** The one store of this page. */
export const device = new Store();

let asked = false;

/** Ask the browser not to clear this device's storage while something unsent lies there. */
export function keepForGood() {
  if (asked) return;
  asked = true;
  navigator.storage?.persist?.().catch(() => {});
}
