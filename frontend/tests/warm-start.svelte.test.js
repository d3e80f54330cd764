import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Session } from '../src/sync/session.svelte.js';
import { Store } from '../src/sync/store.js';
import { YOU, card, records } from './make.js';
import { Locks } from './tabs.js';

/** The server's end of the live connection. */
class Server {
  static OPEN = 1;
  /** @type {Server[]} */
  static sockets = [];
  /** @type {any[]} */
  heard = [];
  readyState = 1;
  /** @type {any} */ onopen;
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;
  constructor() {
    Server.sockets.push(this);
  }
  /** @param {string} data */
  send(data) {
    this.heard.push(JSON.parse(data));
  }
  close() {}
  /** @param {object} frame */
  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

/** @type {Session[]} */
let open;
/** @type {number} */
let status;
let fetched = 0;
const soon = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms));
const server = () => /** @type {Server} */ (Server.sockets.at(-1));
const title = (/** @type {Session} */ session) => session.board.row('card', 'c1').value?.title;

/** Somebody comes to the board on this device. */
async function visit() {
  const session = new Session('b', { others() {}, refused() {}, delayed() {}, outdated() {} }, new Store());
  open.push(session);
  await session.recall();
  return session;
}

/** The server answers, and says what has happened since. @param {object[]} events */
function welcome(events = []) {
  server().onopen();
  server().say({ t: 'welcome', epoch: 'a', seq: 10, you: YOU, mode: 'events', events, done: [] });
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('WebSocket', Server);
  Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true });
  const snapshot = { epoch: 'a', seq: 10, you: YOU, records: records() };
  status = 200;
  fetched = 0;
  vi.stubGlobal('fetch', async () => {
    fetched += 1;
    return new Response(JSON.stringify(status === 200 ? snapshot : { code: 'not_found' }), { status });
  });
  Server.sockets = [];
  open = [];
});
afterEach(() => {
  for (const session of open) session.close();
  vi.unstubAllGlobals();
});

/** A first visit, which ends with an edit that was not answered for. */
async function before() {
  const first = await visit();
  await first.open();
  welcome();
  first.submit({ type: 'card.write', card_id: 'c1', title: 'meins' });
  await first.outbox.saved();
  first.close();
  await soon();
}

it('a known board shows at once with own edits on it, and is resumed without fetching it', async () => {
  await before();
  const made = fetched;
  const session = await visit();
  expect([session.phase, session.remembered, title(session), session.unsent]).toEqual(['open', true, 'meins', 1]);
  await session.open();
  welcome([{ seq: 11, id: 'e', type: 'card.move', by: 'x', changes: [] }]);
  expect([fetched - made, session.remembered]).toEqual([0, false]);
  // Nothing of what waits is told before the server has said who this is.
  expect(server().heard[0]).toEqual({ t: 'hello', v: 1, last: 10, epoch: 'a' });
  await soon();
  expect(server().heard.filter((frame) => frame.t === 'edits')).toHaveLength(1);
});

it('a board that came along from the door is shown and resumed without fetching it', async () => {
  const session = await visit();
  session.ask({ epoch: 'a', seq: 7, you: YOU, records: records() });
  await session.open();
  expect([session.phase, title(session), fetched]).toEqual(['open', 'Karte c1', 0]);
  server().onopen();
  expect(server().heard[0]).toMatchObject({ t: 'hello', last: 7, epoch: 'a' });
});

it('a board that came along from the door is not taken for the board of later', async () => {
  await before();
  const session = await visit();
  session.ask({ epoch: 'a', seq: 7, you: YOU, records: records() });
  await session.open();
  server().onopen();
  server().onclose({ code: 4401 });
  await soon();
  expect([session.board.seq, fetched]).toEqual([10, 2]);
});

it('what is kept is what the server has confirmed, without own pending edits', async () => {
  await before();
  const kept = await new Store().snapshot('b');
  expect([kept?.seq, kept?.records.card.map((record) => record.title)]).toEqual([10, ['Karte c1', 'Karte c2', 'Karte c3']]);
});

it('a board that may not be seen any more is forgotten, and the words written there are not', async () => {
  await before();
  const session = await visit();
  await session.open();
  status = 404;
  server().onopen();
  server().onclose({ code: 4401 });
  await soon();
  expect([session.phase, await new Store().snapshot('b')]).toEqual(['missing', undefined]);
  session.close();
  const later = await visit();
  expect([later.phase, later.outbox.pending().map(({ edit }) => edit.title)]).toEqual(['loading', ['meins']]);
});

it('an edit that was done before its tab was closed is settled by the event that comes with the welcome', async () => {
  await before();
  const session = await visit();
  await session.open();
  const [{ edit }] = session.outbox.pending();
  welcome([
    { seq: 11, id: edit.id, type: edit.type, by: 'me', changes: [{ put: 'card', record: card('c1', 'k1', 'V00000', { title: 'meins' }) }] },
  ]);
  await soon();
  expect([session.unsent, title(session), await new Store().edits({ board: 'b', visitor: 'me' })]).toEqual([0, 'meins', []]);
});
