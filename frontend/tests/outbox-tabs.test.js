import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox } from '../src/sync/outbox.js';
import { Store } from '../src/sync/store.js';
import { Locks } from './tabs.js';

/** @import { Edit } from '../src/replica/records.js' */

const soon = (ms = 40) => new Promise((resolve) => setTimeout(resolve, ms));
const move = (/** @type {string} */ id) => ({ id, type: 'card.move', card_id: 'c', column_id: 'k' });
const write = (/** @type {string} */ id, /** @type {object} */ words) => ({ id, type: 'card.write', card_id: 'c', ...words });
const ids = (/** @type {Outbox} */ outbox) => outbox.pending().map(({ edit }) => edit.id);

/** @type {Outbox[]} */
let open;
/** @type {[string, string][]} */
let refusals;

/** A tab of the board: it has a memory of its own, and the device's store. @param {string} name */
async function tab(name, store = new Store(), visitor = 'me') {
  const outbox = new Outbox('b', { store, refused: (edit) => refusals.push([name, edit.id]) });
  open.push(outbox);
  await outbox.open(visitor);
  await soon();
  return outbox;
}

/** What a tab would send now; it counts as sent. @param {Outbox} outbox */
function send(outbox) {
  const edits = outbox.frames().flat();
  if (edits.length) outbox.sent(edits);
  return edits.map(({ id }) => id);
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('navigator', { locks: new Locks() });
  open = [];
  refusals = [];
});
afterEach(() => {
  for (const outbox of open) outbox.close();
  vi.unstubAllGlobals();
});

it('what waited for the device is sent, also where the device keeps nothing', async () => {
  const store = new Store();
  let told = 0;
  const outbox = new Outbox('b', { store, refused: () => {}, changed: () => (told += 1) });
  open.push(outbox);
  await outbox.open('me');
  outbox.add(move('1'));
  await soon();
  vi.spyOn(store, 'works', 'get').mockReturnValue(false);
  told = 0;
  const looked = outbox.refresh();
  expect(outbox.frames()).toEqual([]);
  await looked;
  expect(told).toBeGreaterThan(0);
  expect(send(outbox)).toEqual(['1']);
});

describe('edits', () => {
  it('outlive their tab, in the order they were made', async () => {
    const first = await tab('a');
    for (const id of ['1', '2', '3']) first.add(move(id));
    expect(await first.saved()).toBe(true);
    first.close();
    const later = await tab('b');
    expect([ids(later), send(later)]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
  });

  it('of all tabs are known to each, in one order', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    for (const [outbox, id] of /** @type {[Outbox, string][]} */ ([[a, '1'], [b, '2'], [a, '3'], [b, '4']])) {
      outbox.add(move(id));
      await soon();
    }
    expect([ids(a), ids(b)]).toEqual([
      ['1', '2', '3', '4'],
      ['1', '2', '3', '4'],
    ]);
  });

  it('are sent by the tab that was used last, and by no other', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    b.add(move('2'));
    await soon();
    expect([send(a), send(b)]).toEqual([[], ['1', '2']]);
  });

  it('that a dead tab had sent are sent again by the next', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    expect(send(a)).toEqual(['1']);
    await soon();
    a.close();
    await soon();
    expect(send(b)).toEqual(['1']);
  });

  it('that are answered for in one tab are so in all, and on the device', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    await soon();
    a.settle(['1']);
    await soon();
    expect([ids(a), ids(b), ids(await tab('c'))]).toEqual([[], [], []]);
  });

  it('that are done stay on view in another tab until it has the event', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    await soon();
    a.settle(['1'], 12);
    await soon();
    b.reached(11);
    expect([ids(b), send(b)]).toEqual([['1'], []]);
    b.reached(12);
    expect(ids(b)).toEqual([]);
  });

  it('that were answered for while a tab slept are gone when it looks again', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    await soon();
    b.close(); // hears nothing from now on
    a.settle(['1']);
    await soon();
    expect(ids(b)).toEqual(['1']);
    await b.refresh();
    expect(ids(b)).toEqual([]);
  });

  it('stay in memory and are sent all the same where the device keeps nothing', async () => {
    vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('no', 'SecurityError'); } });
    const a = await tab('a');
    a.add(move('1'));
    await soon();
    expect([ids(a), send(a), await a.saved()]).toEqual([['1'], ['1'], false]);
    a.settle(['1']);
    expect([ids(a), await a.saved()]).toEqual([[], true]);
  });
});

describe('writing a card again', () => {
  it('joins the words on the device too', async () => {
    const a = await tab('a');
    a.add(write('1', { title: 'a', base: 3 }));
    await soon();
    a.add(write('2', { title: 'b', base: '1' }));
    await a.saved();
    a.close();
    expect((await tab('b')).pending().map(({ edit }) => edit)).toEqual([write('1', { title: 'b', base: 3 })]);
  });

  it.each(['another tab', 'an earlier visit'])('never joins what %s may have sent', async (whose) => {
    const a = await tab('a');
    a.add(write('1', { title: 'a' }));
    await a.saved();
    if (whose === 'an earlier visit') a.close();
    const b = await tab('b');
    expect(b.add(write('2', { title: 'b', base: '1' }))).toBe('2');
  });

  it('never joins what was sent once, even if it has to be sent again', async () => {
    const a = await tab('a');
    a.add(write('1', { title: 'a' }));
    send(a);
    a.unsend();
    expect(a.add(write('2', { title: 'b', base: '1' }))).toBe('2');
  });

  it('is sent as an edit of its own if another tab sent the first form meanwhile', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(write('1', { title: 'first' }));
    await soon();
    b.use();
    await soon();
    a.add(write('2', { title: 'second' })); // joined: a has not heard yet that b has sent
    b.settle(['1'], 9);
    await soon();
    const [{ edit }] = a.pending().filter(({ edit: { id } }) => id !== '1');
    expect(edit).toMatchObject({ type: 'card.write', card_id: 'c', title: 'second', base: '1' });
  });
});

describe('a refusal', () => {
  const refusal = { id: '1', code: 'forbidden' };

  it('is explained by the tab that made the edit, wherever it arrives', async () => {
    const [a, b] = [await tab('a'), await tab('b')];
    a.add(move('1'));
    await soon();
    b.refuse(refusal);
    await soon(500);
    expect([refusals, ids(a), ids(b), ids(await tab('c'))]).toEqual([[['a', '1']], [], [], []]);
  });

  it('is explained where it arrives if that tab is gone, and only then forgotten', async () => {
    const a = await tab('a');
    a.add(move('1'));
    await a.saved();
    a.close();
    const b = await tab('b');
    b.refuse(refusal);
    await soon();
    expect([refusals, (await new Store().edits({ board: 'b', visitor: 'me' })).length]).toEqual([[], 1]);
    await soon(500);
    expect([refusals, (await new Store().edits({ board: 'b', visitor: 'me' })).length]).toEqual([[['b', '1']], 0]);
  });

  it('does not hold up what was made after it', async () => {
    const a = await tab('a');
    a.add(move('1'));
    a.add(move('2'));
    send(a);
    a.refuse(refusal);
    a.unsend();
    expect(send(a)).toEqual(['2']);
  });
});
