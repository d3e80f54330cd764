/** Who this browser is on a board, as far as it is known, and what is theirs on this device: edits, drafts, the last known state. */
import { draftsOf, forgetDrafts } from './drafts.js';
import { whenLookedAt } from './looked-at.js';
import { Memory } from './memory.js';
import { be, beNobodyOn, visitorOn, whenAnother } from './whose.js';

/** @import { Outbox } from './outbox.js' */
/** @import { Snapshot } from '../replica/records.js' */
/** @import { Owner, Store } from './store.js' */

export class Belongings {
  /** '' before anybody has said who this is. */
  visitor = '';
  #board;
  #outbox;
  #store;
  #memory;
  #another;
  #over = false;
  /** What is listened to until the end. @type {(() => void)[]} */
  #ends = [];

  /**
   * @param {string} board
   * @param {Outbox} outbox
   * @param {Store | undefined} store none: nothing is kept
   * @param {object} on
   * @param {() => Snapshot | undefined} on.state what is known of the board now
   * @param {(visitor: string) => void} on.another this browser is somebody else now, or nobody (''): whoever it was is gone, with
   *   all that is shown and waits here
   */
  constructor(board, outbox, store, { state, another }) {
    this.#board = board;
    this.#outbox = outbox;
    this.#store = store;
    this.#another = another;
    if (store) this.#memory = new Memory(board, store, state);
  }

  /** @returns {Owner} */
  get owner() {
    return { board: this.#board, visitor: this.visitor };
  }

  /**
   * Find what is here of whom the server has last said that this browser is.
   * @returns {Promise<Snapshot | undefined>} the last known state of the board, if it is theirs
   */
  async recall() {
    // A database of an earlier page says who it was.
    await this.#store?.ready();
    const visitor = visitorOn(this.#board);
    if (!this.#store || !visitor || this.#over) return undefined;
    const [snapshot] = await Promise.all([this.#store.snapshot(this.#board), this.begin(visitor)]);
    return snapshot?.you.visitor_id === visitor ? snapshot : undefined;
  }

  /** It is known who this is: find what they have left here. @param {string} visitor */
  async begin(visitor) {
    if (this.visitor) return;
    this.visitor = visitor;
    if (!this.#store) return;
    await Promise.all([this.#outbox.open(visitor), this.#openDrafts(this.#store)]);
    if (this.#over) return;
    // What other tabs did while this one may have slept is in the store.
    this.#ends.push(whenLookedAt(() => (this.#outbox.use(), this.#outbox.refresh())));
    this.#ends.push(whenAnother(this.#board, (other) => other !== visitor && this.#another(other)));
  }

  /** The server has said who this is. @param {string} visitor @returns {boolean} whether it is still the same one */
  isStill(visitor) {
    if (this.#store) be(this.#board, visitor);
    const still = !this.visitor || this.visitor === visitor;
    if (!still) this.#another(visitor);
    return still;
  }

  /** What is known of the board has changed. */
  changed() {
    this.#memory?.changed();
  }

  /** This device may not know of the board any more. */
  forgetBoard() {
    this.#memory?.forget();
  }

  end() {
    this.#over = true;
    for (const end of this.#ends) end();
    this.#memory?.close();
  }

  /** The board has forgotten this visitor: nothing of theirs stays here. */
  async forget() {
    beNobodyOn(this.#board);
    await this.#store?.forgetVisitor(this.owner);
    forgetDrafts(this.owner);
  }

  /** How much an earlier page has kept of this board without saying whose it is. */
  async unowned() {
    const { edits, drafts } = (await this.#store?.unsent([{ board: this.#board, visitor: '' }])) ?? { edits: 0, drafts: 0 };
    return edits + drafts;
  }

  /** It is this visitor's. */
  async adopt() {
    if (!this.#store) return;
    await this.#store.adopt(this.owner);
    await Promise.all([this.#outbox.refresh(), this.#openDrafts(this.#store)]);
  }

  /** @param {Store} store */
  #openDrafts(store) {
    return draftsOf(this.owner).open(this.owner, store, () => this.#outbox.saved());
  }
}
