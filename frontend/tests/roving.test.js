import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roving } from '../src/moving/roving.js';

/** @type {HTMLElement} */
let root;
/** @type {() => void} */
let end;
let lost = 0;

/** @param {string} id */
function item(id) {
  const li = document.createElement('li');
  li.dataset.item = id;
  const stop = document.createElement('button');
  stop.dataset.stop = '';
  stop.tabIndex = -1;
  const inner = document.createElement('button');
  inner.dataset.inner = '';
  inner.tabIndex = -1;
  li.append(stop, inner);
  return li;
}

/** @param {string[]} ids */
function list(ids) {
  const ol = document.createElement('ol');
  ol.dataset.list = '';
  ol.append(...ids.map(item));
  return ol;
}

const stop = (/** @type {string} */ id) => /** @type {HTMLElement} */ (root.querySelector(`[data-item="${id}"] [data-stop]`));
const stops = () => [...root.querySelectorAll('[data-stop]')].filter((one) => one.getAttribute('tabindex') === '0');
const reachable = () => stops().map((one) => one.closest('li')?.dataset.item);
const here = () => /** @type {HTMLElement | null} */ (document.activeElement?.closest('[data-item]'))?.dataset.item;
const press = (/** @type {string} */ key) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const settle = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  root = document.createElement('main');
  root.append(list(['a', 'b', 'c']), list([]), list(['x', 'y']));
  document.body.append(root);
  lost = 0;
  end = roving(root, () => (lost += 1));
});
afterEach(() => {
  end();
  root.remove();
});

describe('tab stops', () => {
  it('are one per list that has cards', () => {
    expect(reachable()).toEqual(['a', 'x']);
  });

  it('follow the focus', () => {
    stop('c').focus();
    expect(reachable()).toEqual(['c', 'x']);
  });

  it('come back when the reachable card is removed', async () => {
    root.querySelector('[data-item="a"]')?.remove();
    await settle();
    expect(reachable()).toEqual(['b', 'x']);
  });

  it('of buttons inside a card exist only while it has the focus', () => {
    const inner = root.querySelector('[data-item="b"] [data-inner]');
    stop('b').focus();
    expect(inner?.getAttribute('tabindex')).toBe('0');
    stop('c').focus();
    expect(inner?.getAttribute('tabindex')).toBe('-1');
  });
});

describe('arrows', () => {
  it.each([
    ['ArrowDown', 'a', 'b'],
    ['ArrowDown', 'c', 'c'],
    ['ArrowUp', 'b', 'a'],
    ['Home', 'c', 'a'],
    ['End', 'a', 'c'],
    ['ArrowRight', 'b', 'y'],
    ['ArrowRight', 'c', 'y'],
    ['ArrowLeft', 'y', 'b'],
    ['ArrowLeft', 'a', 'a'],
  ])('%s on %s leads to %s', (key, from, to) => {
    stop(from).focus();
    press(key);
    expect(here()).toBe(to);
  });
});

describe('focus', () => {
  it('stays on a card that others move within its list', async () => {
    stop('a').focus();
    root.firstElementChild?.append(/** @type {Node} */ (root.querySelector('[data-item="a"]')));
    if (document.activeElement !== stop('a')) stop('a').blur();
    await settle();
    expect(here()).toBe('a');
  });

  it('goes with a card that is made anew in another list', async () => {
    stop('b').focus();
    root.querySelector('[data-item="b"]')?.remove();
    root.lastElementChild?.append(item('b'));
    await settle();
    expect([here(), lost]).toEqual(['b', 0]);
  });

  it('goes to the neighbour of a card that is gone, and that is said once', async () => {
    stop('b').focus();
    root.querySelector('[data-item="b"]')?.remove();
    await settle();
    expect([here(), lost]).toEqual(['c', 1]);
  });

  it('goes to another list when the whole list is gone', async () => {
    stop('y').focus();
    root.lastElementChild?.remove();
    await settle();
    expect([here(), lost]).toEqual(['b', 1]);
  });

  it('stays on what is in a column beside its list when the column is moved', async () => {
    const column = document.createElement('section');
    const handle = document.createElement('button');
    column.append(handle);
    root.append(column);
    handle.focus();
    root.prepend(column);
    if (document.activeElement !== handle) handle.blur();
    await settle();
    expect([document.activeElement === handle, lost]).toEqual([true, 0]);
  });

  it('on something beside the lists that is gone is left to others', async () => {
    const form = document.createElement('input');
    root.append(form);
    form.focus();
    form.remove();
    await settle();
    expect([document.activeElement, lost]).toEqual([document.body, 0]);
  });

  it('that was given up on purpose is not brought back', async () => {
    stop('b').focus();
    stop('b').blur();
    await settle();
    root.lastElementChild?.append(item('z'));
    await settle();
    expect(document.activeElement).toBe(document.body);
  });
});
