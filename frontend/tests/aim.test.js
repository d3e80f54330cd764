import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Layout, countBefore, nearest } from '../src/moving/aim.js';
import { pull } from '../src/moving/autoscroll.js';
import { nextPlace } from '../src/moving/grab.js';

/** @type {HTMLElement} */
let root;
/** @type {Layout} */
let layout;

/** Columns 100 wide and 10 apart, cards 40 high and 10 apart, as no layout is made here. @param {{ [column: string]: string[] }} columns */
function build(columns) {
  root = document.createElement('main');
  Object.entries(columns).forEach(([id, cards], place) => {
    const column = document.createElement('section');
    column.dataset.column = id;
    at(column, place * 110, 0, 100, 500);
    const list = document.createElement('ol');
    list.dataset.list = id;
    list.append(...cards.map((card, number) => item(card, place * 110, number * 50)));
    column.append(list);
    root.append(column);
  });
  document.body.append(root);
  layout = new Layout(root);
}

/** @param {HTMLElement} element @param {number} x @param {number} y @param {number} width @param {number} height */
function at(element, x, y, width, height) {
  element.getBoundingClientRect = () => /** @type {DOMRect} */ (new DOMRect(x, y, width, height));
}

/** @param {string} id @param {number} x @param {number} y */
function item(id, x, y) {
  const element = document.createElement('li');
  element.dataset.item = id;
  at(element, x, y, 100, 40);
  return element;
}

const card = (/** @type {string} */ id) => ({ kind: /** @type {const} */ ('item'), id });
const column = (/** @type {string} */ id) => ({ kind: /** @type {const} */ ('column'), id });
const aim = (/** @type {import('../src/moving/aim.js').Moved} */ moved, /** @type {number} */ x, /** @type {number} */ y) => {
  const place = layout.aim(moved, { x, y });
  return place && `${place.list}: ${place.after} ${place.before}`;
};
const next = (/** @type {import('../src/moving/aim.js').Moved} */ moved, /** @type {string} */ key) => {
  const place = nextPlace(layout, moved, key);
  return place && `${place.list}: ${place.after} ${place.before}`;
};

beforeEach(() => build({ k1: ['a', 'b', 'c'], k2: [], k3: ['x', 'y'] }));
afterEach(() => root.remove());

describe('a closed column', () => {
  beforeEach(() => {
    const [, second] = layout.columns();
    second.dataset.closed = '';
  });

  it('is aimed at by nothing but columns', () => {
    expect([aim(card('a'), 160, 10), aim(card('a'), 270, 10), aim(column('k1'), 160, 10)]).toEqual([null, 'k3: null x', ': k2 k3']);
  });

  it('is passed over by keys', () => {
    expect([next(card('a'), 'ArrowRight'), next(card('x'), 'ArrowLeft')]).toEqual(['k3: null x', 'k1: null a']);
  });
});

describe('aiming', () => {
  it.each([
    [50, 10, 'k1: null b'],
    [50, 60, 'k1: null b'],
    [50, 75, 'k1: b c'],
    [50, 130, 'k1: c null'],
    [50, 9999, 'k1: c null'],
    [50, -50, 'k1: null b'],
    [150, 300, 'k2: null null'],
    [104, 300, 'k1: c null'],
    [107, 300, 'k2: null null'],
    [-90, 75, 'k1: b c'],
    [9999, 45, 'k3: x y'],
  ])('a card at %i, %i means %s', (x, y, place) => {
    expect(aim(card('a'), x, y)).toBe(place);
  });

  it.each([
    [20, ': null k1'],
    [70, ': k1 k3'],
    [150, ': k1 k3'],
    [240, ': k1 k3'],
    [290, ': k3 null'],
  ])('a column at %i means %s', (x, place) => {
    expect(aim(column('k2'), x, 0)).toBe(place);
  });

  it('passes over what a search hides', () => {
    root.querySelector('[data-item="b"]')?.setAttribute('hidden', '');
    expect(aim(card('x'), 50, 75)).toBe('k1: a c');
  });

  it('looks at few of many cards', () => {
    let looked = 0;
    countBefore(5000, (index) => ((looked += 1), { start: index, end: index + 1 }), 1234.7);
    expect(looked).toBeLessThan(15);
  });

  it('finds nothing where there is nothing', () => {
    expect([nearest([], 5), countBefore(0, () => ({ start: 0, end: 0 }), 5)]).toEqual([-1, 0]);
    build({});
    expect(layout.aim(card('a'), { x: 5, y: 5 })).toBe(null);
  });
});

describe('neighbours', () => {
  it('that went to another list are no neighbours any more', () => {
    const place = { list: 'k1', after: 'b', before: 'c' };
    root.querySelector('[data-list="k2"]')?.append(/** @type {Node} */ (root.querySelector('[data-item="b"]')));
    layout.forget();
    const { after, before } = layout.beside(place, card('x'));
    expect([after, before?.dataset.item]).toEqual([null, 'c']);
  });

  it('of the first place are whatever is first by now', () => {
    root.querySelector('[data-list="k1"]')?.prepend(item('new', 0, -50));
    expect(layout.beside({ list: 'k1', after: null, before: 'a' }, card('x')).before?.dataset.item).toBe('new');
  });
});

describe('carrying by key', () => {
  it.each([
    ['b', 'ArrowUp', 'k1: null a'],
    ['b', 'ArrowDown', 'k1: c null'],
    ['a', 'ArrowUp', null],
    ['c', 'ArrowDown', null],
    ['c', 'Home', 'k1: null a'],
    ['a', 'Home', null],
    ['a', 'End', 'k1: c null'],
    ['b', 'ArrowRight', 'k2: null null'],
    ['b', 'ArrowLeft', null],
    ['y', 'ArrowLeft', 'k2: null null'],
    ['y', 'ArrowRight', null],
    ['y', 'Delete', undefined],
  ])('%s by %s goes to %s', (id, key, place) => {
    expect(next(card(id), key)).toBe(place);
  });

  it.each([
    ['k1', 'ArrowRight', ': k2 k3'],
    ['k3', 'ArrowLeft', ': k1 k2'],
    ['k3', 'Home', ': null k1'],
    ['k1', 'ArrowLeft', null],
    ['k1', 'ArrowDown', undefined],
  ])('column %s by %s goes to %s', (id, key, place) => {
    expect(next(column(id), key)).toBe(place);
  });

  it('keeps the height as far as the next column is long enough', () => {
    build({ k1: ['a', 'b', 'c'], k2: ['p'], k3: ['x', 'y', 'z'] });
    expect([next(card('c'), 'ArrowRight'), next(card('z'), 'ArrowLeft'), next(card('a'), 'ArrowRight')]).toEqual([
      'k2: p null',
      'k2: p null',
      'k2: null p',
    ]);
  });
});

describe('an edge', () => {
  it.each([
    [500, 0],
    [64, 0],
    [32, -0.5],
    [0, -1],
    [-40, -1],
    [968, 0.5],
    [2000, 1],
  ])('pulls at %i of 1000 by %f', (at, force) => {
    expect(pull(at, 0, 1000)).toBeCloseTo(force);
  });

  it('of a low window leaves room between', () => {
    expect([pull(50, 0, 100), pull(5, 0, 100) < 0, pull(5, 10, 10)]).toEqual([0, true, 0]);
  });
});
