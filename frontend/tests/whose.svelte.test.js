/** One browser, several people, one after the other and in several tabs: what somebody has left unsent stays theirs. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftsOf, forgetDrafts } from '../src/sync/drafts.js';
import { Session } from '../src/sync/session.svelte.js';
import { Store } from '../src/sync/store.js';
import { beNobody, visitorOn } from '../src/sync/whose.js';
import { YOU, records } from './make.js';
import { Locks } from './tabs.js';

const PEOPLE = ['anna', 'ben', 'cleo'];
const you = (/** @type {string} */ visitor) => ({ ...YOU, visitor_id: visitor, name: visitor });

/** The server: it knows who the browser's cookie stands for, and what each has sent. */
const world = {
  /** Whom the cookie stands for; '' a stranger. */
  cookie: '',
  reachable: true,
  seq: 10,
  /** Edits, and as whom they arrived. @type {{ id: string, by: string, title: string }[]} */
  arrived: [],
  /** Who was named to the server in a hello before it had said who this is. @type {string[]} */
  told: [],
};

/** The server's end of one connection; its visitor is whom the cookie stood for when it was made. */
class Wire {
  static OPEN = 1;
  /** @type {Wire[]} */
  static all = [];
  readyState = 1;
  visitor = world.cookie;
  /** @type {any} */ onopen;
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;
  constructor() {
    Wire.all.push(this);
    queueMicrotask(() => (world.reachable && this.visitor ? this.onopen?.() : this.#end(this.visitor ? 1006 : 4404)));
  }

  /** @param {string} data */
  send(data) {
    const frame = JSON.parse(data);
    if (frame.t === 'hello') this.#welcome(frame);
    if (frame.t === 'edits') for (const edit of frame.edits) this.#take(edit);
  }

  /** @param {any} hello */
  #welcome({ last, ...hello }) {
    const said = JSON.stringify(hello);
    world.told.push(...PEOPLE.filter((name) => name !== this.visitor && said.includes(name)));
    const told = last === world.seq ? { mode: 'events', events: [] } : { mode: 'snapshot', records: records() };
    this.say({ t: 'welcome', epoch: 'a', seq: world.seq, you: you(this.visitor), done: [], ...told });
  }

  /** @param {{ id: string, title: string }} edit */
  #take({ id, title }) {
    if (!world.arrived.some((one) => one.id === id)) world.arrived.push({ id, by: this.visitor, title });
    this.say({ t: 'done', id, seq: world.seq });
  }

  /** @param {object} frame */
  say(frame) {
    if (world.reachable) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** @param {number} code */
  #end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  close() {
    this.readyState = 3;
  }

  lose() {
    if (this.readyState === 1) this.#end(1006);
  }
}

/** Let what is under way go on. */
const turn = () => new Promise((resolve) => setTimeout(resolve));
/** @param {() => void} work */
const until = (work) => vi.waitFor(work, { timeout: 10_000, interval: 5 });

/** A tab of the browser: it is loaded anew when its visit is over, as the page does it. */
class Tab {
  /** @type {Session | undefined} */
  session;
  /** Whether the page has told that somebody else is here now. @type {string[]} */
  heard = [];

  async load() {
    const another = (/** @type {string} */ visitor) => {
      this.heard.push(visitor);
      this.session = undefined;
    };
    const session = new Session('b', { others() {}, refused() {}, delayed() {}, outdated() {}, another }, new Store());
    this.session = session;
    await session.recall();
    session.open();
    await until(() => expect(!this.session || !world.reachable || session.connection === 'online' || session.phase === 'missing').toBe(true));
    if (!this.session && world.reachable) await this.load();
  }

  close() {
    this.session?.close();
    this.session = undefined;
  }

  /** Write a card, if the board stands: its title says who has written it. @param {number} n */
  write(n) {
    if (this.session?.phase !== 'open') return;
    const author = this.session.board.you.visitor_id;
    this.session.submit({ id: `${author} ${n}`, type: 'card.write', card_id: `c${(n % 3) + 1}`, title: `${author} ${n}` });
    draftsOf(this.session.belongings.owner).keep(`column k${n}`, { title: `${author} ${n}` });
  }

  /** All words that the page shows and that wait in it. */
  words() {
    if (!this.session) return [];
    const { board, outbox, belongings: { owner } } = this.session;
    const shown = ['c1', 'c2', 'c3'].map((id) => board.peek('card', id)?.title ?? '');
    const waiting = outbox.pending().map(({ edit }) => edit.title);
    return [...shown, ...waiting, ...draftsOf(owner).all().map(({ title }) => title)];
  }
}

/** @type {Tab[]} */
let tabs;

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('WebSocket', Wire);
  Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true });
  vi.stubGlobal('fetch', async () => {
    if (!world.reachable) throw new TypeError('no network');
    if (!world.cookie) return new Response(JSON.stringify({ code: 'not_found' }), { status: 404 });
    return new Response(JSON.stringify({ epoch: 'a', seq: world.seq, you: you(world.cookie), records: records() }), { status: 200 });
  });
  Object.assign(world, { cookie: '', reachable: true, arrived: [], told: [] });
  Wire.all = [];
  tabs = [new Tab(), new Tab()];
});
afterEach(async () => {
  for (const tab of tabs) tab.close();
  for (const visitor of [...PEOPLE, '']) forgetDrafts({ board: 'b', visitor });
  await turn();
  vi.unstubAllGlobals();
});

/** The browser tells the other tabs what one has written into its storage. @param {string} value */
function tellTabs(value) {
  window.dispatchEvent(new StorageEvent('storage', { key: 'korkwand.visitor.b', newValue: value || null }));
}

/** What an account's leaving does in the browser. */
function signOut() {
  world.cookie = '';
  beNobody();
  tellTabs('');
}

function network(/** @type {boolean} */ reachable) {
  world.reachable = reachable;
  if (!reachable) for (const wire of Wire.all) wire.lose();
}

describe('what somebody has left unsent on a shared computer', () => {
  it('is neither shown nor sent as another one, and is sent when its owner is back', async () => {
    const [tab] = tabs;
    world.cookie = 'anna';
    await tab.load();
    network(false);
    tab.write(1);
    await tab.session?.outbox.saved();
    tab.close();
    network(true);
    signOut();
    world.cookie = 'ben';
    await tab.load();
    tab.write(2);
    await until(() => expect(world.arrived).toHaveLength(1));
    expect([tab.session?.belongings.visitor, tab.words().filter((words) => words.startsWith('anna'))]).toEqual(['ben', []]);
    expect(world.arrived).toEqual([{ id: 'ben 2', by: 'ben', title: 'ben 2' }]);
    tab.close();
    world.cookie = 'anna';
    await tab.load();
    await until(() => expect(world.arrived.at(-1)).toEqual({ id: 'anna 1', by: 'anna', title: 'anna 1' }));
    expect(tab.words()).toContain('anna 1');
    expect(world.told).toEqual([]);
  });

  it('is not sent where the page was open without a network while the browser became somebody else', async () => {
    const [tab] = tabs;
    world.cookie = 'anna';
    await tab.load();
    network(false);
    tab.write(1);
    await tab.session?.outbox.saved();
    world.cookie = 'ben';
    network(true);
    window.dispatchEvent(new Event('online'));
    await until(() => expect([tab.heard, tab.session]).toEqual([['ben'], undefined]));
    await tab.load();
    expect([tab.session && /** @type {Session} */ (tab.session).belongings.visitor, tab.words().filter((words) => words.startsWith('anna'))]).toEqual(['ben', []]);
    expect([world.arrived, world.told]).toEqual([[], []]);
  });

  it('is not shown in another tab that was told so, not even without a network', async () => {
    const [one, other] = tabs;
    world.cookie = 'anna';
    await one.load();
    await other.load();
    network(false);
    other.write(1);
    await other.session?.outbox.saved();
    signOut();
    expect([one.heard, other.heard, one.session, other.session]).toEqual([[''], [''], undefined, undefined]);
    await other.load();
    expect([visitorOn('b'), other.words()]).toEqual(['', ['', '', '']]);
  });

  it('leaves no copy of the board to whoever comes next', async () => {
    const [tab] = tabs;
    world.cookie = 'anna';
    await tab.load();
    beNobody();
    await new Store().forgetSnapshots();
    const kept = vi.spyOn(Store.prototype, 'keepSnapshot');
    tab.close();
    expect(kept).not.toHaveBeenCalled();
    kept.mockRestore();
  });
});

/** A small generator of numbers that can be repeated. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Of what may happen to a browser. @type {{ [what: string]: (roll: (sides: number) => number, tab: Tab, n: number) => Promise<void> | void }} */
const HAPPENINGS = {
  'become another by a link': async (roll, tab) => {
    tab.close();
    world.cookie = PEOPLE[roll(PEOPLE.length)];
    await tab.load();
    tellTabs(visitorOn('b'));
  },
  'become another unnoticed': (roll) => {
    world.cookie = PEOPLE[roll(PEOPLE.length)];
  },
  'sign out': signOut,
  write: (roll, tab, n) => tab.write(n),
  'write again': (roll, tab, n) => tab.write(n),
  'lose the network': () => network(false),
  'find the network': async () => {
    network(true);
    window.dispatchEvent(new Event('online'));
    await turn();
  },
  reload: async (roll, tab) => {
    tab.close();
    await tab.load();
  },
  leave: (roll, tab) => tab.close(),
};

/** Nothing of one is shown to, or has arrived as, or was told to another. @param {string} when */
function check(when) {
  for (const { id, by } of world.arrived) expect(id.split(' ')[0], `${when}: arrived`).toBe(by);
  expect(world.told, `${when}: told`).toEqual([]);
  for (const tab of tabs) {
    const me = tab.session?.belongings.visitor;
    const foreign = tab.words().filter((words) => PEOPLE.some((name) => name !== me && words.startsWith(name)));
    expect(foreign, `${when}: shown to ${me}`).toEqual([]);
  }
}

it.each(Array.from({ length: 24 }, (_, seed) => seed + 1))(
  'whatever happens, nobody’s words are shown or sent as another one’s, and all of them arrive in the end (%i)',
  async (seed) => {
    const roll = dice(seed);
    /** @type {string[]} */
    const happened = [];
    for (let n = 0; n < 30; n += 1) {
      const names = Object.keys(HAPPENINGS);
      const name = names[roll(names.length)];
      happened.push(name);
      await HAPPENINGS[name](roll, tabs[roll(tabs.length)], n);
      check(happened.join(', '));
      if (roll(3) === 0) await turn();
    }
    for (const tab of tabs) await tab.session?.outbox.saved();
    const written = tabs.flatMap((tab) => tab.session?.outbox.pending().map(({ edit }) => edit.id) ?? []);
    for (const tab of tabs) tab.close();
    network(true);
    for (const visitor of PEOPLE) {
      world.cookie = visitor;
      await tabs[0].load();
      await until(() => expect(tabs[0].session?.unsent).toBe(0));
      check(happened.join(', '));
      tabs[0].close();
    }
    await vi.waitFor(async () => expect(await new Store().unsent()).toMatchObject({ edits: 0 }));
    expect(world.arrived.map(({ id }) => id)).toEqual(expect.arrayContaining(written));
  },
  20_000,
);

