/**
 * Undo and redo of one's own last steps. A step is undone by one more ordinary edit, and only while what it did still
 * stands as it was left: nobody's later work is undone. Texts of cards are the exception: the server merges them, so
 * the old words are written on the base of the own ones, and what others wrote meanwhile stays.
 */
import { placeOfRank } from './place.js';
import { EDITS } from './contract.js';
import { ownedKinds, ownerOf, usualOwner } from './owners.js';

/** @import { AnyRecord, BoardEvent, Edit, Wish } from './records.js' */

/**
 * One edit of a step. `before` is the record as it was, `after` as the edit left it, with what it then `owned`; `sure`
 * once the server has told; `mirrors` are earlier edits that left the record where this one brings it back to.
 * @typedef {{ edit: Edit, order: number, kind: string, id: string, before: AnyRecord | undefined,
 *   after: AnyRecord | undefined, owned: string[], sure: boolean, mirrors: Entry[] }} Entry
 */
/** What belongs together and is undone together. @typedef {{ type: string, entries: Entry[] }} Step */
/** @typedef {'gone' | 'trashed' | 'changed' | 'nowhere' | 'forbidden'} Reason why a step cannot be undone */
/** @typedef {{ step: Step, reason?: Reason }} Outcome */

/** Steps that are remembered. */
const MOST = 100;

export class History {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  #made = 0;
  #board;
  #boardId;
  #submit;
  #may;
  #changed;

  /**
   * @param {object} wiring
   * @param {Pick<import('./state.svelte.js').Board, 'peek' | 'list'>} wiring.board
   * @param {string} wiring.boardId
   * @param {(...wishes: Wish[]) => string[]} wiring.submit
   * @param {(verb: string, record?: any) => boolean} wiring.may
   * @param {() => void} wiring.changed what can be undone next has changed
   */
  constructor({ board, boardId, submit, may, changed }) {
    this.#board = board;
    this.#boardId = boardId;
    this.#submit = submit;
    this.#may = may;
    this.#changed = changed;
  }

  /** What undo would undo. */
  get undoable() {
    return this.#done.at(-1);
  }

  /** What redo would do again. */
  get redoable() {
    return this.#undone.at(-1);
  }

  /**
   * Make edits and remember them as one step.
   * @param {Wish[]} wishes
   * @returns {string[]} the ids of the edits
   */
  submit(...wishes) {
    const { ids, entries } = this.#make(wishes);
    if (entries.length) {
      this.#undone = [];
      this.#remember(this.#done, { type: entries[0].edit.type, entries });
    }
    return ids;
  }

  /**
   * Undo the last step, or the one that an edit belongs to.
   * @param {string} [editId]
   * @returns {Outcome | undefined} undefined: there is none
   */
  undo(editId) {
    return this.#turn(this.#done, this.#undone, editId);
  }

  /** @returns {Outcome | undefined} */
  redo() {
    return this.#turn(this.#undone, this.#done);
  }

  /** An edit will not happen: there is nothing of it to undo. @param {string} editId */
  refused(editId) {
    for (const stack of [this.#done, this.#undone]) {
      for (const step of stack) step.entries = step.entries.filter(({ edit }) => edit.id !== editId);
    }
    this.#done = this.#done.filter(({ entries }) => entries.length);
    this.#undone = this.#undone.filter(({ entries }) => entries.length);
    this.#changed();
  }

  /**
   * Learn from what the server says: how own edits came out, and what was there before them.
   * @param {BoardEvent[]} events in order
   * @param {(editId: string) => boolean} waits whether an edit is still on its way
   */
  heard(events, waits) {
    const arrived = new Set(events.map((event) => event.id));
    const open = this.#entries().filter((entry) => !entry.sure);
    // Done, but told by a snapshot: what comes now comes after it.
    for (const entry of open) entry.sure = !waits(entry.edit.id) && !arrived.has(entry.edit.id);
    for (const event of events) {
      for (const change of event.changes ?? []) {
        if ('put' in change) learn(open, event.id, change.put, change.record);
      }
    }
  }

  /** In the order in which their edits were made. */
  #entries() {
    const entries = [...this.#done, ...this.#undone].flatMap((step) => step.entries);
    return entries.sort((a, b) => a.order - b.order);
  }

  /** @param {Wish[]} wishes @returns {{ ids: string[], entries: Entry[] }} */
  #make(wishes) {
    const targets = wishes.map((wish) => ({ wish, ...this.#target(wish) }));
    const before = targets.map(({ kind, id }) => this.#board.peek(kind, id));
    const ids = this.#submit(...wishes);
    /** @type {Entry[]} */
    const entries = [];
    for (const [at, { wish, kind, id }] of targets.entries()) {
      if (!EDITS[wish.type]?.undo) continue;
      const after = this.#board.peek(kind, id);
      const joined = this.#entries().find(({ edit }) => edit.id === ids[at]);
      if (joined) {
        Object.assign(joined.edit, wish);
        joined.after = after;
      } else {
        const edit = { ...wish, id: ids[at] };
        const order = (this.#made += 1);
        entries.push({ edit, order, kind, id, before: before[at], after, owned: this.#owned(kind, id), sure: false, mirrors: [] });
      }
    }
    return { ids, entries };
  }

  /** @param {string} kind @param {string} id */
  #owned(kind, id) {
    return ownedKinds(kind).flatMap((owned) => this.#board.list(owned, id, kind).rows.map((row) => row.id));
  }

  /** The record an edit is about. @param {Wish} wish */
  #target(wish) {
    const kind = wish.type.split('.')[0];
    if (kind === 'board') return { kind, id: this.#boardId };
    return { kind, id: verbOf(wish) === 'copy' ? wish.copy_id : wish[`${kind}_id`] };
  }

  /** @param {Step[]} stack @param {Step} step */
  #remember(stack, step) {
    stack.push(step);
    if (stack.length > MOST) stack.shift();
    this.#changed();
  }

  /**
   * Take a step from one stack, do its opposite, and put that on the other one.
   * @param {Step[]} from
   * @param {Step[]} to
   * @param {string} [editId]
   * @returns {Outcome | undefined}
   */
  #turn(from, to, editId) {
    const at = editId ? from.findIndex(({ entries }) => entries.some(({ edit }) => edit.id === editId)) : from.length - 1;
    if (at < 0) return undefined;
    const [step] = from.splice(at, 1);
    const entries = [...step.entries].reverse();
    const wishes = entries.map((entry) => this.#opposite(entry));
    const reason = entries.map((entry, place) => this.#hindrance(entry, wishes[place])).find((found) => found);
    if (reason) {
      this.#changed();
      return { step, reason };
    }
    const made = this.#make(wishes).entries;
    for (const entry of made) {
      const undone = entries.find(({ id, kind }) => id === entry.id && kind === entry.kind);
      if (undone) this.#link(entry, undone);
    }
    if (made.length) this.#remember(to, { type: step.type, entries: made });
    else this.#changed();
    return { step };
  }

  /**
   * The opposite of an entry brings back how an earlier step of one's own had left the record; a rank comes back as
   * another one that means the same place.
   * @param {Entry} made
   * @param {Entry} undone
   */
  #link(made, undone) {
    const { edit, before, kind, id } = undone;
    if (edit.type === 'card.write') Object.assign((made.before = { ...made.before, id }), wordsOf(edit, made.before));
    if (verbOf(edit) !== 'move') return;
    const rank = before?.rank;
    const owner = ownerOf(kind, before)?.id;
    made.mirrors = this.#entries().filter(
      (other) => other.kind === kind && other.id === id && other.after?.rank === rank && ownerOf(kind, other.after)?.id === owner,
    );
    mirror(made);
  }

  /** @param {Entry} entry @param {Wish} opposite @returns {Reason | undefined} why it must not be undone */
  #hindrance({ edit, kind, id, after, owned }, opposite) {
    const now = this.#board.peek(kind, id);
    const verb = verbOf(edit);
    if (!now) return 'gone';
    if (now.deleted_at && verb !== 'delete') return 'trashed';
    if (!this.#may(opposite.type, now)) return 'forbidden';
    if (this.#homeless(kind, { ...now, ...opposite, id })) return 'nowhere';
    if (edit.type === 'card.write') return undefined;
    const touched = (EDITS[edit.type].leaves ?? []).some((field) => !same(field, now, after));
    const fuller = isMaking(edit) && this.#owned(kind, id).some((child) => !owned.includes(child));
    return touched || fuller ? 'changed' : undefined;
  }

  /** Whether what should own the record is gone. @param {string} kind @param {AnyRecord} record as it would be */
  #homeless(kind, record) {
    if (kind === 'board') return false;
    const above = ownerOf(kind, record);
    const owner = above && this.#board.peek(above.kind, above.id);
    return !owner || !!owner.deleted_at;
  }

  /** The edit that brings back what was before. @param {Entry} entry @returns {Wish} */
  #opposite({ edit, kind, id, before }) {
    const key = kind === 'board' ? {} : { [`${kind}_id`]: id };
    const { undo = '', leaves = [] } = EDITS[edit.type];
    if (undo !== edit.type) return { type: undo, ...key };
    if (verbOf(edit) === 'move') return { type: edit.type, ...key, ...this.#place(kind, id, before) };
    const fields = leaves.filter((field) => edit[field] !== undefined);
    const old = Object.fromEntries(fields.map((field) => [field, before?.[field] ?? '']));
    return { type: edit.type, ...key, ...old, ...(edit.type === 'card.write' ? { base: edit.id } : {}) };
  }

  /** Where a record stood, by those who stand around that place now. @param {string} kind @param {string} id @param {AnyRecord | undefined} before */
  #place(kind, id, before) {
    const owner = ownerOf(kind, before) ?? { kind: usualOwner(kind), id: this.#boardId, field: '' };
    const rows = this.#board.list(kind, owner.id, owner.kind).rows.filter((row) => row.id !== id);
    const place = placeOfRank(rows, before?.rank ?? '');
    return owner.kind === 'board' ? place : { [owner.field]: owner.id, ...place };
  }
}

/** Whether an edit puts something there: it is undone by putting that into the trash. @param {{ type: string }} edit */
function isMaking({ type }) {
  return !!EDITS[EDITS[type]?.undo ?? '']?.trash;
}

/** @param {{ type: string }} edit */
function verbOf({ type }) {
  return type.slice(type.indexOf('.') + 1);
}

/** @param {Edit} edit @param {AnyRecord | undefined} record */
function wordsOf(edit, record) {
  return { title: edit.title ?? record?.title, text: edit.text ?? record?.text };
}

/** @param {string} field @param {AnyRecord} now @param {AnyRecord | undefined} after */
function same(field, now, after) {
  // The server's clock is another one than ours: that there is a time is what counts.
  return field.endsWith('_at') ? !now[field] === !after?.[field] : now[field] === after?.[field];
}

/** @param {Entry} made */
function mirror(made) {
  for (const entry of made.mirrors) if (entry.after && made.after) entry.after = { ...entry.after, rank: made.after.rank };
}

/**
 * @param {Entry[]} open entries the server has not told of, in the order of their edits
 * @param {string | undefined} editId of the event
 * @param {string} kind
 * @param {AnyRecord} record
 */
function learn(open, editId, kind, record) {
  const concerned = open.filter((entry) => !entry.sure && entry.kind === kind && entry.id === record.id);
  const own = concerned.find((entry) => entry.edit.id === editId);
  if (own) {
    own.sure = true;
    own.after = record;
    mirror(own);
  }
  const next = concerned.find((entry) => !entry.sure);
  // A text was begun from what its author saw, not from what others have made of it since.
  if (next && next.edit.type !== 'card.write') next.before = record;
}
