/** From the outbox to the socket: what waits is handed over, unless the server asked for a pause. */

/** @import { Outbox, Refusal } from './outbox.js' */
/** @import { Socket } from './socket.js' */

/** Refusals that say nothing about the edit: it stays in the outbox and is sent again. */
const AGAIN = new Set(['unavailable', 'rate_limited', 'storage_full']);
/** Seconds before an edit is sent again when the server names none. */
const PAUSE = 4;

export class Handover {
  #paused = false;

  /** @param {Outbox} outbox @param {Socket} socket */
  constructor(outbox, socket) {
    this.outbox = outbox;
    this.socket = socket;
  }

  send() {
    if (this.#paused) return;
    for (const edits of this.outbox.frames()) {
      if (!this.socket.send({ t: 'edits', edits })) return;
      this.outbox.sent(edits);
    }
  }

  /** Whether a refused edit is only late: then it is sent again after a pause. @param {Refusal} refusal */
  delays(refusal) {
    if (!AGAIN.has(refusal.code)) return false;
    this.outbox.unsend([refusal.id]);
    this.#pause(refusal.retry_after ?? PAUSE);
    return true;
  }

  /** @param {number} seconds */
  #pause(seconds) {
    if (this.#paused) return;
    this.#paused = true;
    setTimeout(() => {
      this.#paused = false;
      this.send();
    }, seconds * 1000);
  }
}
