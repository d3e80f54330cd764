/**
 * Folding changes into records: all that a replica has to know. Plain JavaScript without Svelte and without a
 * document, so that node runs the very same file in the convergence tests.
 */
import { KINDS } from './contract.js';
import { ownerOf, usualOwner } from './owners.js';

/** @import { AnyRecord, Change, Records } from './records.js' */

/** The records of one board by kind, and the children of each owner in their order. */
export class Tables {
  /** @type {Map<string, Map<string, AnyRecord>>} */
  #tables = new Map();
  /** @type {Map<string, { ids: Set<string>, sorted: AnyRecord[] | null }>} */
  #lists = new Map();
  /** @type {Map<string, [kind: string, id: string]>} */
  #dirtyRecords = new Map();
  /** @type {Map<string, [kind: string, parent: string, owner: string]>} */
  #dirtyLists = new Map();

  /**
   * Replace everything by the records of a snapshot.
   * @param {Records} records
   */
  load(records) {
    for (const [kind, table] of this.#tables) {
      for (const id of [...table.keys()]) this.remove(kind, id);
    }
    for (const [kind, list] of Object.entries(records)) {
      for (const record of list) this.put(kind, record);
    }
  }

  /**
   * @param {string} kind
   * @param {string} id
   * @returns {AnyRecord | undefined}
   */
  get(kind, id) {
    return this.#tables.get(kind)?.get(id);
  }

  /**
   * All records of a kind by id, trashed ones too.
   * @param {string} kind
   * @returns {Map<string, AnyRecord>}
   */
  table(kind) {
    let table = this.#tables.get(kind);
    if (!table) this.#tables.set(kind, (table = new Map()));
    return table;
  }

  /** @returns {string[]} */
  kinds() {
    return [...this.#tables.keys()];
  }

  /**
   * What an owner owns of a kind, in order, trashed ones too. Not to be changed by the caller.
   * @param {string} kind
   * @param {string} parent
   * @param {string} [owner] the kind of the owner, if it is not the usual one
   * @returns {AnyRecord[]}
   */
  list(kind, parent, owner = usualOwner(kind)) {
    const list = this.#lists.get(`${kind} ${owner} ${parent}`);
    if (!list) return [];
    if (!list.sorted) {
      const table = this.table(kind);
      list.sorted = /** @type {AnyRecord[]} */ ([...list.ids].map((id) => table.get(id)));
      list.sorted.sort(inOrder(orderOf(kind)));
    }
    return list.sorted;
  }

  /**
   * @param {string} kind
   * @param {AnyRecord} record
   */
  put(kind, record) {
    const table = this.table(kind);
    const old = table.get(record.id);
    table.set(record.id, record);
    this.#dirtyRecords.set(`${kind} ${record.id}`, [kind, record.id]);
    const owner = ownerOf(kind, record);
    if (!owner) return;
    const before = ownerOf(kind, old);
    const left = before?.id !== owner.id || before.kind !== owner.kind;
    if (before && left) this.#leave(kind, before, record.id);
    this.#enter(kind, owner, record.id, !old || left || !samePlace(kind, old, record));
  }

  /**
   * Forget a record; an unknown id is nothing. What it owned is listed by further removals.
   * @param {string} kind
   * @param {string} id
   */
  remove(kind, id) {
    const old = this.get(kind, id);
    if (!old) return;
    this.table(kind).delete(id);
    this.#dirtyRecords.set(`${kind} ${id}`, [kind, id]);
    const owner = ownerOf(kind, old);
    if (owner) this.#leave(kind, owner, id);
  }

  /**
   * @param {Change[]} changes
   */
  fold(changes) {
    for (const change of changes) {
      if ('put' in change) this.put(change.put, change.record);
      else this.remove(change.remove, change.id);
    }
  }

  /**
   * What was touched since the last call: records, and lists whose members or order may have changed.
   * @returns {{ records: [kind: string, id: string][], lists: [kind: string, parent: string, owner: string][] }}
   */
  takeDirty() {
    const dirty = { records: [...this.#dirtyRecords.values()], lists: [...this.#dirtyLists.values()] };
    this.#dirtyRecords.clear();
    this.#dirtyLists.clear();
    return dirty;
  }

  /** @param {string} kind @param {{ kind: string, id: string }} owner @param {string} id @param {boolean} moved */
  #enter(kind, owner, id, moved) {
    const key = `${kind} ${owner.kind} ${owner.id}`;
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = { ids: new Set(), sorted: null }));
    list.ids.add(id);
    list.sorted = null;
    if (moved) this.#dirtyLists.set(key, [kind, owner.id, owner.kind]);
  }

  /** @param {string} kind @param {{ kind: string, id: string }} owner @param {string} id */
  #leave(kind, owner, id) {
    const key = `${kind} ${owner.kind} ${owner.id}`;
    const list = this.#lists.get(key);
    if (!list) return;
    list.ids.delete(id);
    list.sorted = null;
    if (!list.ids.size) this.#lists.delete(key);
    this.#dirtyLists.set(key, [kind, owner.id, owner.kind]);
  }
}

/** @param {string} kind */
function orderOf(kind) {
  return KINDS[kind]?.order ?? 'id';
}

/** @param {string} kind @param {AnyRecord} old @param {AnyRecord} record */
function samePlace(kind, old, record) {
  const field = orderOf(kind);
  return old[field] === record[field] && old.deleted_at === record.deleted_at;
}

/**
 * Ascending by a text field, then by id. Compared as plain text, as the server does, never by locale.
 * @param {string} field
 * @returns {(a: AnyRecord, b: AnyRecord) => number}
 */
function inOrder(field) {
  return (a, b) => {
    if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
}
