/**
 * The board as the views see it: one signal per record and one per list. Confirmed records and own pending edits share
 * one set of tables: before events are folded the pending edits are lifted, afterwards laid on again, once per frame.
 */
import { predict } from './edits.js';
import { Tables } from './fold.js';
import { KINDS } from './contract.js';
import { usualOwner } from './owners.js';

/** @import { AnyRecord, BoardEvent, Edit, Snapshot, You } from './records.js' */

/** Kinds that may lie in the trash of a board. */
const TRASHED = Object.keys(KINDS).filter((kind) => KINDS[kind].owners.length && 'deleted_at' in KINDS[kind].fields);

/** One record. It keeps its last value when the record is gone, for views that still show it. */
export class Row {
  /**
   * @param {string} id
   * @param {AnyRecord | undefined} record
   */
  constructor(id, record) {
    this.id = id;
    /** @type {any} */
    this.value = $state.raw(record ?? null);
    this.gone = $state(!record);
  }
}

/** The untrashed children of one owner, in order. */
export class List {
  /** @param {Row[]} rows */
  constructor(rows) {
    this.rows = $state.raw(rows);
  }
}

/** Counts what happens to the records of one kind. */
class Watch {
  n = $state(0);
}

/** Milliseconds after which nobody waits for a painting any more: a window that is covered paints nothing, and says not so. */
const UNPAINTED = 250;

/** Runs `work` before the next painting, or soon if nothing is painted. @param {() => void} work */
function nextFrame(work) {
  if (typeof document === 'undefined' || document.hidden) {
    setTimeout(work, 0);
    return;
  }
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, UNPAINTED);
}

export class Board {
  you = $state.raw(/** @type {You} */ ({ visitor_id: '', role: 'viewer', name: null, key_ids: [] }));
  /** The last event the views show. */
  seq = 0;
  epoch = '';
  #tables = new Tables();
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Map<string, List>} */
  #lists = new Map();
  /** What pending edits replaced, newest last. @type {[kind: string, id: string, before: AnyRecord | undefined][]} */
  #replaced = [];
  /** @type {BoardEvent[]} */
  #arrived = [];
  #scheduled = false;
  /** Counts what comes into the trash and out of it. */
  #trashed = $state(0);
  /** Counts what happens to cards that wait for approval. */
  #held = $state(0);
  /** @type {{ [kind: string]: Watch }} */
  #watched = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, new Watch()]));
  #pending;
  /** What is only shown for now, on top of everything. @type {{ edit: Edit, at: string } | null} */
  #preview = null;
  #onFolded;
  #frame;

  /**
   * @param {object} wiring
   * @param {() => { edit: Edit, at: string }[]} wiring.pending own edits that are not confirmed yet, in order, and when
   *   each was made
   * @param {(events: BoardEvent[]) => void} [wiring.folded] called when events have been folded, before views hear of it
   * @param {(work: () => void) => void} [wiring.frame]
   */
  constructor({ pending, folded = () => {}, frame = nextFrame }) {
    this.#pending = pending;
    this.#onFolded = folded;
    this.#frame = frame;
  }

  /** @param {Snapshot} snapshot */
  load(snapshot) {
    this.#replaced = [];
    this.#arrived = [];
    this.#tables.load(snapshot.records);
    this.seq = snapshot.seq;
    this.epoch = snapshot.epoch;
    this.you = snapshot.you;
    this.#lay();
    this.#publish();
  }

  /**
   * Take events in; they show with the next frame.
   * @param {BoardEvent[]} events
   * @returns {boolean} false if there is a gap before them: nothing of them was taken
   */
  receive(events) {
    const last = this.lastReceived;
    const fresh = events.filter((event) => event.seq > last);
    if (fresh.some((event, place) => event.seq !== last + 1 + place)) return false;
    if (fresh.length) {
      this.#arrived.push(...fresh);
      this.schedule();
    }
    return true;
  }

  /** The last event taken in, whether it shows already or not. */
  get lastReceived() {
    return this.#arrived.at(-1)?.seq ?? this.seq;
  }

  /** Show pending edits as they now are, with the next frame. */
  schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#frame(() => this.flush());
  }

  /**
   * Show an edit as if it were made, until the next call. It is laid on last, after whatever others do, and never sent.
   * @param {import('./records.js').Wish | null} wish
   */
  preview(wish) {
    this.#preview = wish && { edit: { id: '', ...wish }, at: new Date().toISOString() };
    this.flush();
  }

  /** Fold what has arrived and show it now. */
  flush() {
    this.#scheduled = false;
    this.#lift();
    const events = this.#arrived;
    this.#arrived = [];
    for (const event of events) {
      this.#tables.fold(event.changes ?? []);
      this.seq = event.seq;
    }
    if (events.length) this.#onFolded(events);
    this.#lay();
    this.#publish();
  }

  /**
   * The signal of a record.
   * @param {string} kind
   * @param {string} id
   * @returns {Row}
   */
  row(kind, id) {
    const key = `${kind} ${id}`;
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = new Row(id, this.#tables.get(kind, id))));
    return row;
  }

  /**
   * The signal of what an owner owns of a kind.
   * @param {string} kind
   * @param {string} parent
   * @param {string} [owner] the kind of the owner, if it is not the usual one
   * @returns {List}
   */
  list(kind, parent, owner = usualOwner(kind)) {
    const key = `${kind} ${owner} ${parent}`;
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = new List(this.#shown(kind, parent, owner))));
    return list;
  }

  /** What the server has confirmed so far, without own pending edits. @returns {Snapshot} */
  snapshot() {
    /** @type {Map<string, Map<string, AnyRecord>>} */
    const tables = new Map(this.#tables.kinds().map((kind) => [kind, new Map(this.#tables.table(kind))]));
    for (const [kind, id, before] of this.#replaced.toReversed()) {
      if (before) tables.get(kind)?.set(id, before);
      else tables.get(kind)?.delete(id);
    }
    const records = Object.fromEntries([...tables].map(([kind, table]) => [kind, [...table.values()]]));
    return { epoch: this.epoch, seq: this.seq, you: this.you, records };
  }

  /**
   * What lies in the trash by itself, the latest first.
   * @returns {{ kind: string, row: Row }[]}
   */
  trash() {
    void this.#trashed;
    const all = TRASHED.flatMap((kind) => [...this.#tables.table(kind).values()].map((record) => ({ kind, record })));
    const trashed = all.filter(({ record }) => record.deleted_at);
    trashed.sort((a, b) => (a.record.deleted_at < b.record.deleted_at ? 1 : -1));
    return trashed.map(({ kind, record }) => ({ kind, row: this.row(kind, record.id) }));
  }

  /** The cards that wait for approval, in the order of reading. @param {string} boardId @returns {Row[]} */
  waiting(boardId) {
    void this.#held;
    void this.#trashed;
    const columns = this.#tables.list('column', boardId).filter((column) => !column.deleted_at);
    const cards = columns.flatMap((column) => this.#tables.list('card', column.id));
    return cards.filter((card) => card.held_at && !card.deleted_at).map((card) => this.row('card', card.id));
  }

  /** All records of a kind, in the trash or not. Whoever reads it is told of each change: not for what is always shown. @param {string} kind */
  all(kind) {
    void this.#watched[kind].n;
    return [...this.#tables.table(kind).values()];
  }

  /** A record as it stands now, without a signal. @param {string} kind @param {string} id */
  peek(kind, id) {
    return this.#tables.get(kind, id);
  }

  #lift() {
    for (const [kind, id, before] of this.#replaced.reverse()) {
      if (before) this.#tables.put(kind, before);
      else this.#tables.remove(kind, id);
    }
    this.#replaced = [];
  }

  #lay() {
    for (const { edit, at } of [...this.#pending(), ...(this.#preview ? [this.#preview] : [])]) {
      for (const change of predict(this.#tables, edit, this.you, at)) {
        const [kind, id] = 'put' in change ? [change.put, change.record.id] : [change.remove, change.id];
        this.#replaced.push([kind, id, this.#tables.get(kind, id)]);
        this.#tables.fold([change]);
      }
    }
  }

  /** Tell the signals what really differs; records first, so that no list names an empty row. */
  #publish() {
    const { records, lists } = this.#tables.takeDirty();
    let trashed = 0;
    let held = 0;
    for (const kind of new Set(records.map(([kind]) => kind))) {
      if (kind in this.#watched) this.#watched[kind].n += 1;
    }
    for (const [kind, id] of records) {
      const row = this.row(kind, id);
      const record = this.#tables.get(kind, id);
      if (record?.deleted_at || row.value?.deleted_at) trashed += 1;
      if (record?.held_at || row.value?.held_at) held += 1;
      if (record && !sameFields(row.value, record)) row.value = record;
      row.gone = !record;
    }
    for (const [kind, parent, owner] of lists) {
      const list = this.#lists.get(`${kind} ${owner} ${parent}`);
      if (!list) continue;
      const rows = this.#shown(kind, parent, owner);
      if (rows.length !== list.rows.length || rows.some((row, place) => row !== list.rows[place])) list.rows = rows;
    }
    if (trashed) this.#trashed += trashed;
    if (held) this.#held += held;
  }

  /** @param {string} kind @param {string} parent @param {string} owner */
  #shown(kind, parent, owner) {
    return this.#tables
      .list(kind, parent, owner)
      .filter((record) => !record.deleted_at)
      .map((record) => this.row(kind, record.id));
  }
}

/** @param {AnyRecord | null} a @param {AnyRecord} b */
function sameFields(a, b) {
  if (a === b) return true;
  if (!a) return false;
  const fields = Object.keys(b);
  return fields.length === Object.keys(a).length && fields.every((field) => sameValue(a[field], b[field]));
}

/** Lists of ids are other ones with each put. @param {any} a @param {any} b */
function sameValue(a, b) {
  if (a === b || !Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
