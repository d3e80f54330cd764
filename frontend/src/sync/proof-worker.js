/** Computes beside the page, so that it can still be used meanwhile. */
import { solve } from './proof.js';

self.onmessage = ({ data: { challenge, bits } }) => self.postMessage(solve(challenge, bits));
