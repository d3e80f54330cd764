/** Has a proof of work made by a worker, which ends with it or when nobody wants it any more. */
import address from './proof-worker.js?worker&url';
import { scriptAddress } from './scripts.js';

/**
 * @param {{ challenge: string, bits: number }} asked as the server asks for it
 * @param {AbortSignal} signal gives it up
 * @returns {Promise<string>} the proof
 * @throws {DOMException} if it was given up
 */
export function prove({ challenge, bits }, signal) {
  const worker = new Worker(/** @type {string} */ (scriptAddress(address)), { type: 'module' });
  /** @type {Promise<string>} */
  const proof = new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    worker.onerror = () => reject(new Error('No proof could be made.'));
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage({ challenge, bits });
  });
  return proof.finally(() => worker.terminate());
}
