/** The way past somebody who guesses, fetched when it is needed: the only part of making a board that is. */
import { prove } from '../../sync/prover.js';

/** @param {{ challenge: string, bits: number }} asked */
export const proven = (asked) => prove(asked, new AbortController().signal);
