/**
 * A proof of work: who has computed for a moment may still try a password when too many wrong ones were tried. Found is
 * the number that makes the SHA-256 of `<challenge>.<number>` begin with so many zero bits.
 */
import { sha256 } from './sha256.js';

/** @param {string} challenge @param {number} bits @returns {string} the proof */
export function solve(challenge, bits) {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const proof = `${challenge}.${number}`;
    if (zeros(sha256(encoder.encode(proof))) >= bits) return proof;
  }
}

/** The zero bits with which a digest begins. @param {Uint32Array} digest */
function zeros(digest) {
  const full = digest.findIndex((word) => word !== 0);
  return full < 0 ? 32 * digest.length : 32 * full + Math.clz32(digest[full]);
}
