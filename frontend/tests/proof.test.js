import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { solve } from '../src/sync/proof.js';
import { sha256 } from '../src/sync/sha256.js';

const hex = (/** @type {Uint32Array} */ words) => [...words].map((word) => word.toString(16).padStart(8, '0')).join('');
const known = (/** @type {string | Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

// Around the ends of blocks, where the padding needs another one.
it.each([0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000])('the digest of %i bytes is that of node', (length) => {
  const bytes = Uint8Array.from({ length }, (_, place) => (place * 37 + length) % 256);
  expect(hex(sha256(bytes))).toBe(known(bytes));
});

it.each([0, 1, 7, 8, 12])('a proof has the %i zero bits that were asked for', (bits) => {
  const proof = solve('1790000000.abc.def', bits);
  expect(proof).toMatch(/^1790000000\.abc\.def\.\d+$/);
  const digest = BigInt(`0x${known(proof)}`);
  expect(digest >> BigInt(256 - bits)).toBe(0n);
});
