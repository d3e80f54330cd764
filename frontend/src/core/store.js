/**
 * What this device keeps, in IndexedDB: edits that are not answered for, drafts, and the last known state of each board.
 * Nothing here ever throws: where storage is refused, full or silent, the page goes on in memory and says so once. What is
 * written is committed at once and not when its answer has come: by then the page may be gone.
 */
import { deleteDB, openDB } from 'idb';

/** @import { Edit, Snapshot } from './records.js' */
/** @import { IDBPDatabase } from 'idb' */

/** @typedef {{ order?: number, board: string, edit: Edit, at: string }} KeptEdit `order` is counted by the database */
/** @typedef {{ board: string, field: string, place: number, draft: any }} KeptDraft */
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

  /** @param {string} board @returns {Promise<KeptEdit[]>} in the order they were made, by whichever tab */
  async edits(board) {
    return this.#read('edits', (store) => store.index('board').getAll(board), []);
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

  /** @param {string} board @returns {Promise<KeptDraft[]>} in the order they were begun */
  async drafts(board) {
    /** @type {KeptDraft[]} */
    const drafts = await this.#read('drafts', (store) => store.index('board').getAll(board), []);
    return drafts.sort((a, b) => a.place - b.place);
  }

  /** @param {string} board @param {KeptDraft[]} kept @param {string[]} forgotten fields */
  async keepDrafts(board, kept, forgotten) {
    await this.#use(async (db) => {
      const transaction = db.transaction('drafts', 'readwrite');
      const puts = kept.map((draft) => transaction.store.put(draft));
      const deletions = forgotten.map((field) => transaction.store.delete([board, field]));
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

  /** Forget all that is kept of a board. @param {string} board */
  async forgetBoard(board) {
    await this.#use(async (db) => {
      const transaction = db.transaction(['edits', 'drafts', 'boards'], 'readwrite');
      const own = ['edits', 'drafts'].map(async (name) => {
        const keys = await transaction.objectStore(name).index('board').getAllKeys(board);
        await Promise.all(keys.map((key) => transaction.objectStore(name).delete(key)));
      });
      await Promise.all([...own, transaction.objectStore('boards').delete(board), transaction.done]);
    }, undefined);
  }

  /**
   * What lies here and has not reached the server, of all boards.
   * @returns {Promise<{ edits: number, drafts: number }>}
   */
  async unsent() {
    const [edits, drafts] = await Promise.all(['edits', 'drafts'].map((name) => this.#read(name, (store) => store.count(), 0)));
    return { edits, drafts };
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
    const opening = openDB(NAME, 1, {
      upgrade: (db) => {
        db.createObjectStore('edits', { keyPath: 'order', autoIncrement: true }).createIndex('board', 'board');
        db.createObjectStore('drafts', { keyPath: ['board', 'field'] }).createIndex('board', 'board');
        db.createObjectStore('boards', { keyPath: 'board' });
      },
      // A newer page wants to change the database: it must not wait for this one.
      blocking: (now, next, event) => /** @type {IDBDatabase} */ (event.target).close(),
      terminated: () => (this.#opened = undefined),
    });
    return Promise.race([opening, silence()]);
  }

  #refused() {
    if (!this.#refusal || !this.#tell || this.#told) return;
    this.#told = true;
    this.#tell(this.#refusal);
  }
}

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
