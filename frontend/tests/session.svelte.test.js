import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../src/sync/session.svelte.js';
import { YOU, card, records } from './make.js';

/** The server's end of the one live connection, driven by hand. */
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
  close() {
    this.readyState = 3;
  }
  /** @param {object} frame */
  say(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

/** @type {Session} */
let session;
/** @type {any[]} */
let told;
/** @type {any} */
let snapshot;
/** @type {number} */
let status;
const server = () => /** @type {Server} */ (Server.sockets.at(-1));
const edits = () => server().heard.filter((frame) => frame.t === 'edits').flatMap((frame) => frame.edits);
const title = () => session.board.row('card', 'c1').value.title;
const event = (/** @type {number} */ seq, /** @type {object} */ more = {}) => ({
  seq,
  id: `e${seq}`,
  type: 'card.write',
  by: 'x',
  changes: [{ put: 'card', record: card('c1', 'k1', 'V00000', { title: `Fassung ${seq}` }) }],
  ...more,
});

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Server);
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(status === 200 ? snapshot : { code: 'not_found' }), { status }));
  Server.sockets = [];
  told = [];
  status = 200;
  snapshot = { epoch: 'a', seq: 10, you: YOU, records: records() };
  session = new Session('b', {
    others: (one) => told.push(['others', one.seq]),
    refused: (edit, refusal) => told.push(['refused', edit.id, refusal.code]),
    delayed: (refusal) => told.push(['delayed', refusal.code]),
    outdated: () => told.push(['outdated']),
  });
  await session.open();
});
afterEach(() => {
  session.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** @param {object} [more] */
function welcome(more) {
  server().onopen();
  server().say({ t: 'welcome', epoch: 'a', seq: 10, you: YOU, mode: 'events', events: [], done: [], ...more });
}
const draw = () => vi.advanceTimersByTime(50);

describe('coming in', () => {
  it('resumes from the snapshot, by the name that the server knows', () => {
    welcome({ you: { ...YOU, name: 'Jonas' } });
    expect(server().heard).toEqual([{ t: 'hello', v: 1, last: 10, epoch: 'a' }]);
    expect([session.phase, session.connection, session.board.you.name]).toEqual(['open', 'online', 'Jonas']);
  });

  it('learns the time of the server, also where the device is a day ahead', async () => {
    const { now } = await import('../src/sync/clock.js');
    const day = 86_400_000;
    vi.setSystemTime(Date.now() + day);
    const before = Date.now() - day;
    welcome({ now: new Date(before).toISOString() });
    expect(now().getTime()).toBeLessThan(before + 1_000);
  });

  it('takes the snapshot of the welcome when events cannot be given', () => {
    welcome({ mode: 'snapshot', seq: 40, epoch: 'c', records: { ...records(), card: [] } });
    expect([session.board.seq, session.board.epoch, session.board.list('card', 'k1').rows]).toEqual([40, 'c', []]);
  });

  it('to a board that is not there ends without a connection', async () => {
    status = 404;
    const other = new Session('x', { others() {}, refused() {}, delayed() {}, outdated() {} });
    const made = Server.sockets.length;
    await other.open();
    expect([other.phase, Server.sockets.length]).toEqual(['missing', made]);
  });
});

describe('own edits', () => {
  it('are shown at once, sent, and settled by their echo', () => {
    welcome();
    const [id] = session.submit({ type: 'card.write', card_id: 'c1', title: 'meins' });
    expect([title(), session.unsent, edits().map((edit) => edit.id)]).toEqual(['meins', 1, [id]]);
    server().say({ t: 'events', events: [event(11, { id, by: 'me' })] });
    draw();
    expect([title(), session.unsent, told]).toEqual(['Fassung 11', 0, []]);
  });

  it('made before the connection stands are sent when it does', () => {
    session.submit({ type: 'card.delete', card_id: 'c1' });
    welcome();
    expect(edits()).toHaveLength(1);
    expect(server().heard.map(({ t }) => t)).toEqual(['hello', 'edits']);
  });

  it('that the server knows already are not sent again', () => {
    const [id] = session.submit({ type: 'card.delete', card_id: 'c1' });
    welcome({ done: [{ id, seq: 9 }] });
    draw();
    expect([edits(), session.unsent]).toEqual([[], 0]);
  });

  it('are sent again after a lost connection, with the same id', () => {
    welcome();
    const [id] = session.submit({ type: 'card.delete', card_id: 'c1' });
    server().onclose({ code: 1006 });
    vi.advanceTimersByTime(5_000);
    welcome();
    expect([Server.sockets.length, edits().map((edit) => edit.id)]).toEqual([2, [id]]);
  });

  it('without a visible echo are settled by done', () => {
    welcome();
    const [id] = session.submit({ type: 'card.delete', card_id: 'c1' });
    server().say({ t: 'done', id, seq: 11 });
    draw();
    expect(session.unsent).toBe(0);
  });

  it('that are refused are lifted and handed back with their words', () => {
    welcome();
    const [id] = session.submit({ type: 'card.write', card_id: 'c1', title: 'meins' });
    server().say({ t: 'refused', id, code: 'forbidden', detail: '' });
    draw();
    expect([title(), told]).toEqual(['Karte c1', [['refused', id, 'forbidden']]]);
  });

  it.each(['unavailable', 'rate_limited', 'storage_full'])('that are answered %s stay and are sent again', (code) => {
    welcome();
    const [id] = session.submit({ type: 'card.write', card_id: 'c1', title: 'meins' });
    server().say({ t: 'refused', id, code, retry_after: 2 });
    vi.advanceTimersByTime(1_900);
    expect([title(), edits().length]).toEqual(['meins', 1]);
    vi.advanceTimersByTime(200);
    expect([edits().map((edit) => edit.id), told]).toEqual([[id, id], [['delayed', code]]]);
  });

  it('name what they are based on: the event one has seen, or one’s own earlier writing', () => {
    welcome();
    expect(session.base('c1')).toBe(10);
    const [id] = session.submit({ type: 'card.write', card_id: 'c1', title: 'meins', base: 10 });
    expect([session.base('c1'), session.base('c2')]).toEqual([id, 10]);
  });
});

describe('events', () => {
  it('of others are told, once they show', () => {
    welcome();
    server().say({ t: 'events', events: [event(11), event(12)] });
    expect(told).toEqual([]);
    draw();
    expect(told).toEqual([
      ['others', 11],
      ['others', 12],
    ]);
  });

  it('after a gap make it connect anew from what it has', () => {
    welcome();
    server().say({ t: 'events', events: [event(11)] });
    server().say({ t: 'events', events: [event(13)] });
    expect(Server.sockets).toHaveLength(2);
    server().onopen();
    expect(server().heard[0].last).toBe(11);
  });

  it('that arrive while the board is fetched come after its snapshot', async () => {
    server().onclose({ code: 1006 });
    vi.advanceTimersByTime(2_000);
    server().onclose({ code: 1006 });
    snapshot = { ...snapshot, seq: 12 };
    session.retry();
    welcome({ events: [event(11), event(12), event(13)] });
    await vi.advanceTimersByTimeAsync(50);
    expect([session.board.seq, title()]).toEqual([13, 'Fassung 13']);
  });

  // [SO14]
  it('of another view come by a new connection', () => {
    welcome();
    const [id] = session.submit({ type: 'card.write', card_id: 'c1', title: 'meins' });
    server().say({ t: 'reset' });
    expect([Server.sockets.length, Server.sockets[0].readyState]).toEqual([2, 3]);
    welcome({ mode: 'snapshot', seq: 12, epoch: 'a.viewer', you: { ...YOU, role: 'viewer' }, records: records() });
    expect(server().heard[0]).toMatchObject({ t: 'hello', epoch: 'a' });
    expect([session.board.you.role, session.board.epoch, session.board.seq]).toEqual(['viewer', 'a.viewer', 12]);
    expect(edits().map((edit) => edit.id)).toEqual([id]);
  });
});

describe('a lost connection', () => {
  it('is said until it is back, also while one more attempt is made', () => {
    expect(session.interrupted).toBe(false);
    welcome();
    server().onclose({ code: 1013 });
    expect([session.interrupted, session.connection]).toEqual([true, 'waiting']);
    session.retry();
    expect([session.interrupted, session.connection, Server.sockets.length]).toEqual([true, 'connecting', 2]);
    welcome();
    expect([session.interrupted, session.connection]).toEqual([false, 'online']);
  });

  it('comes back as soon as the board can be fetched', async () => {
    welcome();
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    server().onclose({ code: 1006 });
    await vi.advanceTimersByTimeAsync(1_000);
    server().onclose({ code: 1006 });
    await vi.advanceTimersByTimeAsync(50);
    expect(Server.sockets).toHaveLength(3);
    vi.restoreAllMocks();
  });
});

describe('being shut out', () => {
  it('ends on the page that says so', async () => {
    welcome();
    status = 404;
    server().onclose({ code: 4401 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([session.phase, Server.sockets.length]).toEqual(['missing', 1]);
  });

  it('by one key while another still opens the board comes back', async () => {
    welcome();
    server().onclose({ code: 4401 });
    await vi.advanceTimersByTimeAsync(100);
    expect([session.phase, Server.sockets.length]).toEqual(['open', 2]);
  });

  it('by a newer server is said', () => {
    welcome();
    server().onclose({ code: 4426 });
    expect(told).toEqual([['outdated']]);
  });
});

it('presence counts more than it names', () => {
  welcome();
  server().say({ t: 'here', count: 30, visitors: [{ visitor_id: 'x', name: null, role: 'viewer' }] });
  expect([session.people, session.present.length]).toEqual([30, 1]);
});

// [SO21]
it('a frame of a kind that this page does not know is passed over', () => {
  welcome();
  const before = [session.phase, title(), Server.sockets.length, server().heard.length, told.length];
  server().say({ t: 'glimpses', glimpses: [{ doing: 'drag', kind: 'card', id: 'c1', x: 1, y: 2, visitor_id: 'x', name: 'Anna' }] });
  server().say({ t: 'of another age', events: null });
  draw();
  expect([session.phase, title(), Server.sockets.length, server().heard.length, told.length]).toEqual(before);
  server().say({ t: 'events', events: [event(11)] });
  draw();
  expect(title()).toBe('Fassung 11');
});

it('how full the board is is known from when it is told until the next welcome', () => {
  welcome();
  expect(session.percent).toBe(0);
  server().say({ t: 'size', percent: 83, measure: 'cards' });
  expect(session.percent).toBe(83);
  server().say({ t: 'size', percent: 79, measure: 'cards' });
  expect(session.percent).toBe(79);
  server().say({ t: 'size', percent: 100, measure: 'bytes' });
  welcome();
  expect(session.percent).toBe(0);
});

describe('oneself', () => {
  it('has the name that the server was told, and says it to who is here', () => {
    welcome();
    session.introduce('Anna');
    expect([session.board.you.name, server().heard.at(-1)]).toEqual(['Anna', { t: 'here', name: 'Anna' }]);
    const heard = server().heard.length;
    session.introduce('');
    expect([session.board.you.name, server().heard.length]).toEqual([null, heard]);
  });

  it('is forgotten without being told of being shut out', async () => {
    welcome();
    let open;
    await session.forget(async () => (open = server().readyState));
    expect(open).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([session.phase, Server.sockets.length]).toEqual(['open', 1]);
  });

  it('is still there if forgetting was refused', async () => {
    welcome();
    await expect(session.forget(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(Server.sockets.length).toBe(2);
  });
});
