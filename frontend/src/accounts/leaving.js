/** The end of being signed in on this device. */
import { device } from '../core/store.js';

/**
 * The copies that this device keeps of the boards go as well: whoever uses it next must not see them.
 * @param {() => Promise<any>} end tells the server
 * @param {Promise<import('../core/api.js').Found>} boards of the account
 * @throws {import('../core/api.js').ApiError}
 */
export async function leaveAccount(end, boards) {
  await end();
  const found = await boards.catch(() => ({ boards: [] }));
  await Promise.all(found.boards.map(({ board }) => device.forgetSnapshot(board.id)));
}
