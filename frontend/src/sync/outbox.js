/**
 * Edits on their way: kept from the moment they are made until the server has answered for them. They are at hand in
 * memory and mirrored to the device's store, whose counter gives them their order across tabs. Every tab of a board knows
 * the edits of all its tabs and shows them; one of the tabs sends them (sending-tab.js). All this is among the tabs of one
 * visitor: two tabs that are two visitors know nothing of each other.
 */
import { now } from './clock.js';
import { Entries } from './entries.js';
import { newId } from '../replica/ids.js';
import { SendingTab } from './sending-tab.js';
import { Shelf } from './shelf.js';

/** @import { Edit } from '../replica/records.js' */
/** @import { Entry } from './entries.js' */
/** @import { Store } from './store.js' */

/** @typedef {{ id: string, code: string, detail?: string, [field: string]: any }} Refusal */
/**
 * @typedef {{ t: 'kept', edit: Edit, at: string, order?: number } | { t: 'sent', ids: string[] }
 *   | { t: 'settled', ids: string[], seq?: number } | { t: 'refused', edit: Edit, refusal: Refusal }
 *   | { t: 'answered', id: string }} Word what the tabs of a board tell each other
 */

/** Milliseconds in which the tab that made a refused edit may say that it explains the refusal. */
const ANSWER = 400;

export class Outbox {
  #entries = new Entries();
  /** Refusals that wait for the tab that made the edit. @type {Map<string, () => void>} */
  #unanswered = new Map();
  #on;
  #board;
  #store;
  /** @type {Shelf | undefined} */
  #shelf;
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {SendingTab | undefined} */
  #sendingTab;
  #looking = 0;
  #closed = false;

  /**
   * @param {string} [board]
   * @param {object} [on]
   * @param {Store} [on.store] none: everything stays in memory and in this tab
   * @param {() => void} [on.changed] something came or went by another tab, or this tab is to send now
   * @param {(edit: Edit, refusal: Refusal) => void} [on.refused] an edit was refused, and it is for this tab to explain it
   */
  constructor(board = '', { store, changed = () => {}, refused = () => {} } = {}) {
    this.#board = board;
    this.#store = store;
    this.#on = { changed, refused };
  }

  /** It is known whose this is: make the kept edits of their earlier visits and other tabs known. @param {string} visitor */
  async open(visitor) {
    if (!this.#store || this.#closed) return;
    const name = `korkwand ${this.#board} ${visitor}`;
    this.#shelf = new Shelf({ board: this.#board, visitor }, this.#store, (entry) => this.#shelved(entry));
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#sendingTab = new SendingTab(name, () => this.#begin());
    await this.refresh();
    if (!this.#closed) this.#sendingTab.wait();
  }

  /** This tab is being used: it sends from now on. */
  use() {
    this.#sendingTab?.take();
  }

  close() {
    this.#closed = true;
    this.#sendingTab?.end();
    const channel = this.#channel;
    if (!channel) return;
    channel.onmessage = null;
    // What is being written at this moment is still told to the other tabs.
    this.saved().then(() => channel.close());
  }

  /**
   * Keep an edit. A text written again before the first writing was sent is joined into it, otherwise the second would
   * conflict with the first.
   * @param {Edit} edit
   * @returns {string} id of the edit that now stands for it
   */
  add(edit) {
    this.use();
    const earlier = edit.type === 'card.write' ? this.#unsentWrite(edit.card_id) : undefined;
    if (earlier) {
      const { title, text } = edit;
      if (title !== undefined) earlier.edit.title = title;
      if (text !== undefined) earlier.edit.text = text;
      earlier.joined = true;
      this.#shelf?.keep(earlier);
      return earlier.edit.id;
    }
    /** @type {Entry} */
    const entry = { edit, at: now().toISOString(), sent: false, tried: false, mine: true };
    this.#entries.put(entry);
    this.#shelf?.keep(entry);
    return edit.id;
  }

  /**
   * The last own writing of a card that has not been answered for, to be named as the `base` of the next.
   * @param {string} cardId
   * @returns {string | undefined}
   */
  lastWrite(cardId) {
    return this.#entries.lastWrite(cardId)?.edit.id;
  }

  /**
   * Forget edits that the server has answered for.
   * @param {string[]} ids
   * @param {number} [seq] of the event they are in
   */
  settle(ids, seq) {
    const entries = ids.flatMap((id) => this.#entries.get(id) ?? []);
    for (const { edit } of entries) this.#entries.drop(edit.id);
    this.#shelf?.forget(entries);
    if (entries.length) this.#tell({ t: 'settled', ids, seq });
    for (const entry of entries) this.#rescue(entry);
  }

  /** All events up to this one have been folded. @param {number} seq */
  reached(seq) {
    for (const { edit, doneAt } of this.#entries.all()) {
      if (doneAt !== undefined && doneAt <= seq) this.#entries.drop(edit.id);
    }
  }

  /**
   * An edit will not happen. The tab that made it explains this; if it is gone, this one does. Only then the device
   * forgets the edit: if this tab dies too, it is sent and refused again.
   * @param {Refusal} refusal
   */
  refuse(refusal) {
    const entry = this.#entries.get(refusal.id);
    if (!entry) return;
    this.#entries.drop(refusal.id);
    const answer = () => {
      this.#unanswered.delete(refusal.id);
      this.#shelf?.forget([entry]);
      this.#tell({ t: 'settled', ids: [refusal.id] });
      this.#on.refused(entry.edit, refusal);
    };
    if (entry.mine || !this.#channel) {
      answer();
      return;
    }
    const timer = setTimeout(answer, ANSWER);
    this.#unanswered.set(refusal.id, () => clearTimeout(timer));
    this.#tell({ t: 'refused', edit: entry.edit, refusal });
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
    return this.#entries.all();
  }

  get size() {
    return this.#entries.size;
  }

  /** Whether the device has kept everything: resolved once nothing is being written. @returns {Promise<boolean>} */
  async saved() {
    return this.#shelf ? this.#shelf.saved() : false;
  }

  /** After a lost connection, or an answer that leaves the outcome open: everything (or these) is to be sent again. */
  unsend(ids = this.#entries.all().map(({ edit }) => edit.id)) {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) entry.sent = false;
    }
  }

  /**
   * The edits that wait to be sent by this tab, in frames of bounded size.
   * @returns {Edit[][]}
   */
  frames() {
    // Not before it is known what other tabs have left: what was made first is sent first.
    return this.#looking || this.#sendingTab?.active === false ? [] : this.#entries.frames();
  }

  /** @param {Edit[]} edits */
  sent(edits) {
    const ids = edits.map(({ id }) => id);
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) entry.sent = entry.tried = true;
      if (entry) entry.joined = false;
    }
    this.#tell({ t: 'sent', ids });
  }

  /** Look what the store has: what other tabs have kept, and what they have seen answered, perhaps while this one slept. */
  async refresh() {
    if (!this.#shelf) return;
    this.#looking += 1;
    const kept = await this.#shelf.edits();
    this.#looking -= 1;
    if (kept) this.#compare(this.#shelf, kept);
    // Also where the device keeps nothing: what is to be sent has waited for this.
    this.#on.changed();
  }

  /** @param {Shelf} shelf @param {import('./store.js').KeptEdit[]} kept */
  #compare(shelf, kept) {
    const there = new Set(kept.map(({ edit }) => edit.id));
    for (const { edit, order, doneAt } of this.#entries.all()) {
      if (order !== undefined && doneAt === undefined && !there.has(edit.id) && !shelf.busy(edit.id)) this.#entries.drop(edit.id);
    }
    for (const entry of kept) this.#entries.learn(entry);
  }

  /** This tab has become the sender: what the one before had sent is sent again, since its connection may be dead. */
  #begin() {
    this.unsend();
    this.refresh();
  }

  /** @param {Word} word */
  #hear(word) {
    if (word.t === 'kept') this.#entries.learn(word);
    else if (word.t === 'sent') for (const id of word.ids) this.#sentElsewhere(id);
    else if (word.t === 'settled') for (const id of word.ids) this.#settledElsewhere(id, word.seq);
    else if (word.t === 'refused') this.#refusedElsewhere(word);
    else if (word.t === 'answered') this.#answeredElsewhere(word.id);
    this.#on.changed();
  }

  /** @param {string} id */
  #sentElsewhere(id) {
    const entry = this.#entries.get(id);
    if (entry) entry.tried = true;
  }

  /** @param {string} id @param {number} [seq] */
  #settledElsewhere(id, seq) {
    const entry = this.#entries.get(id);
    // Shown until this tab has the event too: it must not vanish and come back.
    if (entry && seq !== undefined) Object.assign(entry, { doneAt: seq, tried: true });
    else this.#entries.drop(id);
    if (entry) this.#rescue(entry);
  }

  /** @param {{ edit: Edit, refusal: Refusal }} word */
  #refusedElsewhere({ edit, refusal }) {
    const entry = this.#entries.get(edit.id);
    if (!entry) return;
    this.#entries.drop(edit.id);
    if (!entry.mine) return;
    this.#tell({ t: 'answered', id: edit.id });
    this.#shelf?.forget([entry]);
    this.#on.refused(edit, refusal);
  }

  /** @param {string} id */
  #answeredElsewhere(id) {
    this.#unanswered.get(id)?.();
    this.#unanswered.delete(id);
  }

  /**
   * Another tab sent an edit just when a later writing was joined into it here. The joined words follow as an edit of
   * their own; if they were in it after all, that changes nothing.
   * @param {Entry} entry that is done
   */
  #rescue({ edit, joined }) {
    if (!joined) return;
    const { card_id, title, text } = edit;
    this.add({ id: newId(), type: edit.type, card_id, title, text, base: edit.id });
  }

  /** An entry has been written to the store, or could not be. @param {Entry} entry */
  #shelved({ edit, at, order }) {
    if (!this.#entries.get(edit.id)) return;
    this.#entries.sort();
    this.#tell({ t: 'kept', edit, at, order });
  }

  /** @param {Word} word */
  #tell(word) {
    this.#channel?.postMessage(word);
  }

  /** @param {string} cardId */
  #unsentWrite(cardId) {
    const last = this.#entries.lastWrite(cardId);
    return last?.mine && !last.tried ? last : undefined;
  }
}
