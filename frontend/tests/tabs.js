/** Locks as the tabs of one browser share them, to be handed to each tab under test. */

export class Locks {
  /** @type {Map<string, { reject: (error: Error) => void }>} */
  held = new Map();
  /** @type {Map<string, (() => void)[]>} */
  queues = new Map();

  /**
   * @param {string} name
   * @param {{ steal?: boolean, signal?: AbortSignal }} options
   * @param {() => Promise<void>} work
   */
  async request(name, { steal, signal }, work) {
    if (steal) {
      this.held.get(name)?.reject(aborted());
      this.held.delete(name);
    }
    while (this.held.has(name)) await this.#turn(name, signal);
    signal?.throwIfAborted();
    let hold = /** @type {any} */ (null);
    const stolen = new Promise((resolve, reject) => (hold = { reject }));
    this.held.set(name, hold);
    try {
      return await Promise.race([work(), stolen]);
    } finally {
      if (this.held.get(name) === hold) this.held.delete(name);
      this.queues.get(name)?.shift()?.();
    }
  }

  /** @param {string} name @param {AbortSignal} [signal] @returns {Promise<void>} */
  #turn(name, signal) {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(aborted()));
      this.queues.set(name, [...(this.queues.get(name) ?? []), resolve]);
    });
  }
}

function aborted() {
  return new DOMException('stolen or given up', 'AbortError');
}
