/** Coming in by a link that has a password: what was wrong, how long to wait, and the proof of work on the way. */
import { ApiError } from '../../sync/api.js';
import { now } from '../../sync/clock.js';
import { enter } from '../../sync/entry.js';
import { hasWords, language } from '../../words/i18n.svelte.js';
import { prove } from '../../sync/prover.js';
import { hour } from '../../words/times.js';
import { t } from './words.js';

/** @import { Entered, Given } from '../../sync/entry.js' */

/** Letters of a name and of a password; the server takes no more. */
const LONGEST_NAME = 80;
const LONGEST_PASSWORD = 200;
/** Proofs that are made for one try: the first one may come too late. */
const PROOFS = 2;
const MINUTE = 60_000;
/** Seconds that are waited where nothing but waiting helps, and how often; what takes longer is said. */
const SHORT_S = 90;
const WAITS = 10;

export class Joining {
  /** What is going on. @type {'' | 'entering' | 'proving' | 'waiting'} */
  working = $state('');
  /** What was wrong, beside the field that it is about. @type {{ of: 'password' | 'name', words: string } | null} */
  fault = $state.raw(null);
  /** What came along from the door. @type {Entered | undefined} */
  entered;
  /** Gives the proof up. */
  #giveUp = new AbortController();

  /**
   * @param {string} boardId
   * @param {(error: ApiError) => void} shut the link opens nothing any more, with or without a password
   */
  constructor(boardId, shut) {
    this.boardId = boardId;
    this.shut = shut;
  }

  /** @param {string} password @param {string} name @returns {Promise<boolean>} whether one is in */
  async knock(password, name) {
    if (this.working) return false;
    this.fault = faultOf(password, name);
    if (this.fault) return false;
    this.working = 'entering';
    this.#giveUp = new AbortController();
    try {
      await this.#enter({ password, name }, PROOFS);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.working = '';
    }
  }

  cancel() {
    this.#giveUp.abort();
  }

  /** @param {Given} given @param {number} proofs that may still be made @param {number} [waits] the same @returns {Promise<void>} */
  async #enter(given, proofs, waits = WAITS) {
    try {
      this.entered = await enter(this.boardId, given);
    } catch (error) {
      if (error instanceof ApiError && isShort(error) && waits) {
        this.working = 'waiting';
        await pause(error.body.retry_after, this.#giveUp.signal);
        this.working = 'entering';
        return this.#enter(given, proofs, waits - 1);
      }
      const asked = error instanceof ApiError && (error.status === 429 || error.body.reason === 'proof') && error.body;
      if (!asked || !asked.challenge || !proofs) throw error;
      this.working = 'proving';
      const proof = await prove(/** @type {any} */ (asked), this.#giveUp.signal);
      this.working = 'entering';
      await this.#enter({ ...given, proof }, proofs - 1, waits);
    }
  }

  /** @param {any} error */
  #refused(error) {
    if (this.#giveUp.signal.aborted) return;
    const of = error.status === 422 ? 'name' : 'password';
    if (error instanceof ApiError && [403, 404].includes(error.status) && !error.body.challenge) this.shut(error);
    else this.fault = { of, words: wordsOf(error) };
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Many come at once, and it is one's turn soon. @param {ApiError} error */
function isShort({ status, body }) {
  return status === 429 && !body.challenge && body.retry_after <= SHORT_S;
}

/** Not all at once afterwards. @param {number} seconds @param {AbortSignal} signal @returns {Promise<void>} */
function pause(seconds, signal) {
  return new Promise((go, giveUp) => {
    setTimeout(go, seconds * 1000 * (1 + Math.random() / 4));
    signal.addEventListener('abort', () => giveUp(signal.reason));
  });
}

/** What can be said without asking the server. @param {string} password @param {string} name @returns {Joining['fault']} */
function faultOf(password, name) {
  if (!password) return { of: 'password', words: t('join.empty') };
  if (password.length > LONGEST_PASSWORD) return { of: 'password', words: t('join.wrong') };
  if ([...name.trim()].length > LONGEST_NAME) return { of: 'name', words: t('join.long-name', { most: LONGEST_NAME }) };
  return null;
}

/** @param {any} error */
function wordsOf({ status, code, body }) {
  if (status === 403) return t('join.wrong');
  if (status === 422) return t('join.bad-name');
  if (status !== 429) return t(hasWords(`error.${code}`) ? `error.${code}` : 'error.offline');
  const again = new Date(now().getTime() + body.retry_after * 1000 + MINUTE);
  return t('join.wait', { when: hour(again, language()) });
}
