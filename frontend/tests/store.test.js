import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Drafts } from '../src/sync/drafts.js';
import { Store } from '../src/sync/store.js';
import { YOU, records } from './make.js';

const OWNER = { board: 'b', visitor: 'me' };
const edit = (/** @type {string} */ id) => ({ ...OWNER, edit: { id, type: 'card.delete', card_id: 'c' }, at: 'now' });
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

/** @type {string[]} */
let told;
/** @type {Store} */
let store;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  told = [];
  store = new Store();
  store.listen((reason) => told.push(reason));
});
afterEach(() => vi.unstubAllGlobals());

it('gives edits their order, and keeps those of each board and visitor apart', async () => {
  const [first, second] = /** @type {number[]} */ (await store.keepEdits([edit('1'), edit('2')]));
  await store.keepEdits([{ ...edit('3'), board: 'other' }, { ...edit('4'), visitor: 'other' }]);
  expect(second).toBeGreaterThan(first);
  expect((await store.edits(OWNER)).map((kept) => kept.edit.id)).toEqual(['1', '2']);
  await store.forgetEdits([first]);
  expect((await new Store().edits(OWNER)).map((kept) => kept.edit.id)).toEqual(['2']);
});

it('keeps the last known state of a board until it is forgotten', async () => {
  const snapshot = { epoch: 'a', seq: 3, you: YOU, records: records() };
  await store.keepSnapshot('b', snapshot);
  expect(await new Store().snapshot('b')).toEqual(snapshot);
  expect(await new Store().snapshots()).toEqual([{ board: 'b', snapshot }]);
  await store.forgetSnapshot('b');
  expect(await store.snapshot('b')).toBe(undefined);
});

it('a reading that the browser breaks off, since all is being deleted, breaks nothing else', async () => {
  await store.keepEdits([edit('1')]);
  /** @type {any[]} */
  const unheard = [];
  const listen = (/** @type {any} */ reason) => unheard.push(reason);
  process.on('unhandledRejection', listen);
  const { getAll } = IDBIndex.prototype;
  vi.spyOn(IDBIndex.prototype, 'getAll').mockImplementation(
    /** @this {IDBIndex} @param {any} query */ function (query) {
      const request = getAll.call(this, query);
      this.objectStore.transaction.abort();
      return request;
    },
  );
  expect(await store.edits(OWNER)).toEqual([]);
  await soon();
  process.off('unhandledRejection', listen);
  vi.restoreAllMocks();
  expect([unheard, told]).toEqual([[], ['refused']]);
});

it.each([
  ['throws', () => { throw new DOMException('no', 'SecurityError'); }, 'refused'],
  ['is full', () => { throw new DOMException('no', 'QuotaExceededError'); }, 'full'],
  ['never answers', () => new EventTarget(), 'refused'],
])('a database that %s is said once, and everything goes on without', async (how, open, reason) => {
  vi.stubGlobal('indexedDB', { open });
  expect(await store.edits(OWNER)).toEqual([]);
  expect([await store.keepEdits([edit('1')]), await store.snapshot('b'), store.works]).toEqual([undefined, undefined, false]);
  expect(told).toEqual([reason]);
});

it('finds drafts again, in the order in which they were begun', async () => {
  const drafts = new Drafts();
  await drafts.open(OWNER, store, async () => true);
  drafts.keep('card c1', { text: 'a' });
  drafts.keep('card c2', { text: 'b' });
  for (const text of ['c', 'cd', 'cde']) drafts.keep('card c1', { text });
  await soon();
  const again = new Drafts();
  await again.open(OWNER, new Store(), async () => true);
  expect(again.all()).toEqual([{ text: 'cde' }, { text: 'b' }]);
});

it('does not forget a draft before its edit is kept', async () => {
  let safe = false;
  const drafts = new Drafts();
  await drafts.open(OWNER, store, async () => safe);
  drafts.keep('card c1', { text: 'a' });
  drafts.keep('card c1', undefined);
  await soon();
  drafts.keep('card c2', { text: 'b' });
  await soon();
  expect((await store.drafts(OWNER)).map(({ field }) => field)).toEqual(['card c1', 'card c2']);
  safe = true;
  drafts.keep('card c2', undefined);
  await soon();
  expect(await store.drafts(OWNER)).toEqual([]);
});

it('what was typed while the drafts were being found is not lost', async () => {
  await store.keepDrafts(OWNER, [{ ...OWNER, field: 'card c1', place: 1, draft: { text: 'old' } }, { ...OWNER, field: 'card c2', place: 2, draft: { text: 'two' } }], []);
  const drafts = new Drafts();
  const opening = drafts.open(OWNER, store, async () => true);
  drafts.keep('card c1', { text: 'new' });
  await opening;
  expect([drafts.find('card c1'), drafts.find('card c2')]).toEqual([{ text: 'new' }, { text: 'two' }]);
});

it('forgets a visitor whole, and nothing of others', async () => {
  const snapshot = { epoch: 'a', seq: 3, you: YOU, records: records() };
  const draft = { field: 'card c', place: 1, draft: { text: 'x' } };
  const others = [{ ...OWNER, visitor: 'other' }, { ...OWNER, board: 'other' }];
  for (const owner of [OWNER, ...others]) {
    await store.keepEdits([{ ...edit('1'), ...owner }]);
    await store.keepDrafts(owner, [{ ...draft, ...owner }], []);
    await store.keepSnapshot(owner.board, snapshot);
  }
  expect([await store.unsent(), await store.unsent(others), await store.unsent([])]).toEqual([
    { edits: 3, drafts: 3 },
    { edits: 2, drafts: 2 },
    { edits: 0, drafts: 0 },
  ]);
  await store.forgetVisitor(OWNER);
  expect([await store.edits(OWNER), await store.drafts(OWNER), await store.snapshot('b')]).toEqual([[], [], undefined]);
  expect(await store.unsent()).toEqual({ edits: 2, drafts: 2 });
  expect(await store.snapshot('other')).toEqual(snapshot);
});

it('once forgotten itself writes nothing down again, and says nothing of it', async () => {
  await store.keepEdits([edit('1')]);
  await store.forget();
  await store.keepEdits([edit('2')]);
  await soon();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([]);
  expect(told).toEqual([]);
});

it('a database that opens late is used from then on', async () => {
  /** @type {IDBDatabase} */
  const other = await new Promise((resolve) => (indexedDB.open('korkwand').onsuccess = (event) => resolve(/** @type {any} */ (event.target).result)));
  // Waits until the other connection is closed, and whoever opens it waits with it.
  indexedDB.deleteDatabase('korkwand');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const late = new Store();
  const opening = late.ready();
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  await opening;
  expect([late.works, await late.keepEdits([edit('1')])]).toEqual([false, undefined]);
  other.close();
  await vi.waitUntil(() => late.works);
  expect(await late.keepEdits([edit('1')])).toHaveLength(1);
  expect((await new Store().edits(OWNER)).map((kept) => kept.edit.id)).toEqual(['1']);
});
