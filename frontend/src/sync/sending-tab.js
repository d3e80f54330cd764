/**
 * Which of the tabs of a board sends: the one that was used last. It takes the lock away from the one before, since a
 * frozen tab keeps a lock for ever; when it is closed or crashes, the next in the queue gets it. Without a secure context
 * there are no locks, and every tab sends.
 */

export class SendingTab {
  /** Whether this tab sends. */
  active = false;
  /** @type {LockManager | undefined} */
  #locks;
  #name;
  #changed;
  #ended = false;
  #taking = false;
  /** @type {AbortController | undefined} */
  #queueing;
  /** @type {() => void} */
  #release = () => {};

  /**
   * @param {string} name shared by all tabs of a board
   * @param {() => void} changed this tab has become the sender
   * @param {LockManager | undefined} locks
   */
  constructor(name, changed, locks = globalThis.navigator?.locks) {
    this.#name = name;
    this.#changed = changed;
    this.#locks = locks;
  }

  /** Become the sender as soon as nobody else is. */
  wait() {
    if (!this.#locks) {
      this.#become();
      return;
    }
    const queueing = (this.#queueing = new AbortController());
    this.#locks.request(this.#name, { signal: queueing.signal }, () => this.#hold()).catch((error) => {
      if (!queueing.signal.aborted) this.#lost(error);
    });
  }

  /** Become the sender now: this tab is being used. */
  take() {
    if (this.active || this.#taking || this.#ended || !this.#locks) return;
    this.#taking = true;
    this.#queueing?.abort();
    this.#locks.request(this.#name, { steal: true }, () => this.#hold()).catch((error) => this.#lost(error));
  }

  end() {
    this.#ended = true;
    this.active = false;
    this.#queueing?.abort();
    this.#release();
  }

  /** @returns {Promise<void>} that holds the lock until it is resolved */
  #hold() {
    this.#taking = false;
    if (this.#ended) return Promise.resolve();
    this.#queueing = undefined;
    this.#become();
    return new Promise((resolve) => (this.#release = resolve));
  }

  #become() {
    this.active = true;
    this.#changed();
  }

  /** @param {any} error */
  #lost(error) {
    this.#taking = false;
    this.active = false;
    if (this.#ended) return;
    if (error?.name === 'AbortError') {
      this.wait();
    } else {
      // Locks are there and refused: as if there were none.
      this.#locks = undefined;
      this.#become();
    }
  }
}
