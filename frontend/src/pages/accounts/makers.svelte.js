/** Who may make boards here, and who has signed in: what the start page is told by the server. */
import { ApiError, fetchAccount } from '../../sync/api.js';
import { instance } from '../../sync/instance.svelte.js';

/** @import { Account, Founded, Instance, Known } from '../../sync/api.js' */

/** @type {Account} */
const NOBODY = { signed_in: false, name: null };

export class Makers {
  /** Who may make boards; undefined until the server has told. @type {Instance['board_makers'] | undefined} */
  kind = $state.raw();
  account = $state.raw(NOBODY);
  /** The parts of the page for signing in, where one can. @type {typeof import('./signing.js') | undefined} */
  signing = $state.raw();

  constructor() {
    this.#learn();
  }

  /** Whether whoever looks at the page may make a board, perhaps with a password. */
  get may() {
    return this.kind !== 'oidc' || this.account.signed_in;
  }

  /**
   * Make a board. Where somebody else has guessed too often, a proof of work is another way in, once.
   * @param {(known: Known) => Promise<Founded>} way @param {string} password
   * @returns {Promise<Founded>}
   * @throws {ApiError}
   */
  async make(way, password) {
    const known = this.kind === 'password' && password ? { password } : {};
    try {
      return await way(known);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429 || !error.body.challenge) throw error;
      const { proven } = await import('./proving.js');
      return await way({ ...known, proof: await proven(/** @type {any} */ (error.body)) });
    }
  }

  /** Nobody is signed in any more. */
  left() {
    this.account = NOBODY;
  }

  /** The server wants something else than it told: it was set up anew, or a sign-in has ended. @param {string | undefined} reason */
  refused(reason) {
    if (reason === 'password') this.kind = 'password';
    if (reason === 'sign_in') this.left();
  }

  async #learn() {
    try {
      const told = await instance();
      if (told.sign_in) [this.account, this.signing] = await Promise.all([fetchAccount(), import('./signing.js')]);
      this.kind = told.board_makers;
    } catch {
      // Whoever tries will be told.
      this.kind = 'anyone';
    }
  }
}
