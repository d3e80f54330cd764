/** The end of being signed in on this device. */
import { loadAnew } from '../../sync/anew.js';
import { device } from '../../sync/store.js';
import { beNobody } from '../../sync/whose.js';

/** @import { Found } from '../../sync/api.js' */
/** @import { Owner } from '../../sync/store.js' */

/** Who an account is on its boards. @param {Promise<Found>} boards @returns {Promise<Owner[]>} */
export async function visitorsOf(boards) {
  const found = await boards.catch(() => ({ boards: [] }));
  return found.boards.map(({ board, you }) => ({ board: board.id, visitor: you.visitor_id }));
}

/**
 * The copies that this device keeps of the boards go, in all its tabs: whoever uses it next must not see them. What was not
 * sent stays for whom it belongs to.
 * @param {() => Promise<any>} end tells the server
 * @param {import('../../sync/anew.js').Why} why
 * @throws {import('../../sync/api.js').ApiError}
 */
export async function leaveAccount(end, why) {
  await end();
  beNobody();
  await device.forgetSnapshots();
  loadAnew(why);
}

/**
 * Nobody comes back to a forgotten account, so what it has not sent goes as well.
 * @param {() => Promise<any>} end tells the server
 * @param {Owner[]} visitors
 * @throws {import('../../sync/api.js').ApiError}
 */
export async function leaveForGood(end, visitors) {
  await leaveAccount(async () => {
    await end();
    for (const visitor of visitors) await device.forgetVisitor(visitor);
  }, 'account-forgotten');
}
