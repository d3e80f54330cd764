/** The shape of the device's database, and what becomes of what an earlier page has kept in another one. */
import { adoptSeen } from './visits.js';
import { be } from './whose.js';

/** @import { IDBPDatabase, IDBPTransaction } from 'idb' */

/**
 * The first shape did not say whose an edit or a draft is. It is the one's as whom the board was last seen here; where that
 * is not known, it is nobody's: kept, and shown and sent to no board unless somebody says that it is theirs.
 * @param {IDBPDatabase} db
 * @param {number} from the shape it has now; 0 for none
 * @param {IDBPTransaction<unknown, any, 'versionchange'>} transaction in which nothing but the database may be waited for
 */
export async function upgrade(db, from, transaction) {
  if (!from) db.createObjectStore('boards', { keyPath: 'board' });
  const kept = from ? await takeKept(db, transaction) : { edits: [], drafts: [] };
  const edits = db.createObjectStore('edits', { keyPath: 'order', autoIncrement: true });
  const drafts = db.createObjectStore('drafts', { keyPath: ['board', 'visitor', 'field'] });
  for (const store of [edits, drafts]) store.createIndex('owner', ['board', 'visitor']);
  for (const edit of kept.edits) edits.put(edit);
  for (const draft of kept.drafts) drafts.put(draft);
}

/** @param {IDBPDatabase} db @param {IDBPTransaction<unknown, any, 'versionchange'>} transaction */
async function takeKept(db, transaction) {
  const [boards, edits, drafts] = await Promise.all(['boards', 'edits', 'drafts'].map((name) => transaction.objectStore(name).getAll()));
  const visitors = new Map(boards.map(({ board, snapshot }) => [board, snapshot.you.visitor_id]));
  for (const [board, visitor] of visitors) {
    be(board, visitor);
    adoptSeen(board, visitor);
  }
  for (const name of ['edits', 'drafts']) db.deleteObjectStore(name);
  const owned = (/** @type {any} */ one) => ({ ...one, visitor: visitors.get(one.board) ?? '' });
  return { edits: edits.map(owned), drafts: drafts.map(owned) };
}
