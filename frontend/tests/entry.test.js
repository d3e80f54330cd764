import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { enter, partsOf, takeSecret } from '../src/sync/entry.js';
import { addressOfCard, cardAsked, cardShown, go, linksTaken, pathOfBoard, route } from '../src/ui/route.svelte.js';

const LAYOUTS = [{ path: '' }, { path: 'list' }];
const [COLUMNS, LIST] = LAYOUTS;

/** Put a link into the address bar of the open page. @param {string} hash */
function link(hash) {
  history.replaceState(null, '', location.pathname + hash);
  window.dispatchEvent(new Event('hashchange'));
}

describe('what stands behind the # of a link', () => {
  it.each([
    ['', '', '', false],
    ['#geheim', 'geheim', '', false],
    ['#card=c1', '', 'c1', false],
    ['#geheim&card=c1', 'geheim', 'c1', false],
    ['#card=c1&geheim', 'geheim', 'c1', false],
    ['#ge%20heim&card=c%201', 'ge heim', 'c 1', false],
    ['#%&card=%', '%', '%', false],
    ['#column=k1', '', '', false],
    ['#&&', '', '', false],
    ['#me=ich', 'ich', '', true],
    ['#me=ich&card=c1', 'ich', 'c1', true],
    ['#geheim&me=ich', 'geheim', '', false],
  ])('%s: the secret „%s“, the card „%s“, personal: %s', (hash, secret, card, personal) => {
    expect(partsOf(hash)).toEqual({ secret, card, personal });
  });
});

describe('the page', () => {
  it.each([
    ['/', { page: 'start' }],
    ['/b/b1', { page: 'board', board: 'b1', layout: COLUMNS }],
    ['/b/b1/', { page: 'board', board: 'b1', layout: COLUMNS }],
    ['/b/b1/list', { page: 'board', board: 'b1', layout: LIST }],
    ['/b/b1/list/', { page: 'board', board: 'b1', layout: LIST }],
    ['/b/list', { page: 'board', board: 'list', layout: COLUMNS }],
    ['/b/%E4', { page: 'board', board: '%E4', layout: COLUMNS }],
    ['/b/b1/other', { page: 'missing' }],
    ['/x', { page: 'missing' }],
  ])('at %s is %j', (path, expected) => {
    go(path);
    expect(route(LAYOUTS)).toEqual(expected);
  });

  it('has an address as columns and as a list', () => {
    for (const layout of LAYOUTS) {
      go(pathOfBoard('b 1', layout.path));
      expect(route(LAYOUTS)).toEqual({ page: 'board', board: 'b 1', layout });
    }
  });
});

describe('a link put into the address bar of the open page', () => {
  beforeEach(() => {
    go('/b/b1');
    cardShown();
  });

  it('is a new visit when it has a secret, and none when it only names a card', () => {
    const before = linksTaken();
    link('#card=c1');
    expect([linksTaken() - before, cardAsked(), location.hash]).toEqual([0, 'c1', '']);
    link('#geheim&card=c2');
    expect([linksTaken() - before, cardAsked(), location.hash]).toEqual([1, 'c2', '#geheim&card=c2']);
  });

  it('asks for the same card as often as one follows it', () => {
    link('#card=c1');
    cardShown();
    expect(cardAsked()).toBe('');
    link('#card=c1');
    expect(cardAsked()).toBe('c1');
  });

  it('is forgotten with the board it belonged to', () => {
    link('#card=c1');
    go('/b/b2');
    expect(cardAsked()).toBe('');
  });
});

describe('coming in', () => {
  /** @type {any[]} */
  let asked;
  /** @type {number[]} */
  let answers;
  beforeEach(() => {
    asked = [];
    vi.stubGlobal('fetch', async (/** @type {string} */ _, /** @type {{ body: string }} */ { body }) => {
      asked.push(JSON.parse(body));
      const status = answers.shift() ?? 200;
      return new Response(JSON.stringify({ code: 'x', records: asked.at(-1).snapshot && {} }), { status });
    });
    localStorage.setItem('korkwand.name', 'Zo\u0007e');
    go('/b/b1');
    link('#geheim');
    takeSecret('b1');
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  it('goes without the name that this device remembers if that cannot be taken', async () => {
    answers = [422];
    await enter('b1', { password: 'Sonnenblume' });
    expect(asked.map((one) => one.name)).toEqual(['Zo\u0007e', undefined]);
    expect(asked[1]).toEqual({ secret: 'geheim', password: 'Sonnenblume', snapshot: true });
    expect(location.hash).toBe('');
  });

  it('says so if the name that was given cannot be taken', async () => {
    answers = [422];
    await expect(enter('b1', { name: 'Zo\u0007e' })).rejects.toThrow();
    expect([asked.length, location.hash]).toEqual([1, '#geheim']);
  });

  it('forgets the secret once it has served', async () => {
    answers = [];
    await enter('b1');
    await enter('b1');
    expect(asked.map((one) => one.secret)).toEqual(['geheim']);
  });

  it('brings the board along where it has never been shown', async () => {
    answers = [];
    expect(await enter('b1')).toEqual({ code: 'x', records: {} });
    localStorage.setItem('korkwand.visitor.b1', 'me');
    link('#geheim');
    takeSecret('b1');
    expect(await enter('b1')).toEqual({ code: 'x' });
    expect(asked.map(({ snapshot }) => snapshot)).toEqual([true, undefined]);
  });

  it('says that a personal link is one, and of no other that it were', async () => {
    answers = [];
    await enter('b1');
    for (const hash of ['#me=ich', '#me%3Dich', '#ich&me=x']) {
      link(hash);
      takeSecret('b1');
      await enter('b1');
    }
    expect(asked.map(({ secret, personal }) => [secret, personal])).toEqual([
      ['geheim', undefined],
      ['ich', true],
      ['me=ich', undefined],
      ['ich', undefined],
    ]);
  });

  it('leaves a link alone that has come into the address bar meanwhile', async () => {
    answers = [];
    const entering = enter('b1');
    link('#me=ich');
    await entering;
    expect(location.hash).toBe('#me=ich');
  });
});

it('names a card to others without any secret', () => {
  go('/b/b1');
  history.replaceState(null, '', '/b/b1#geheim');
  expect(addressOfCard('b1', 'c1')).toBe(`${location.origin}/b/b1#card=c1`);
});
