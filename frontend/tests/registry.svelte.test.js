import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openBoardMenu, openCardMenu, openColumnMenu, openMoreMenu, ofComment } from '../src/board/menus.js';
import { dialogOf, loadOf, marksOf, piece, register, stripsOfBoard } from '../src/board/registry.svelte.js';
import { closeMenu, openedMenu } from '../src/ui/menu.svelte.js';
import '../src/pages/nouns.js';
import { card, column, comment } from './make.js';

const texts = readdirSync('src', { recursive: true })
  .map(String)
  .filter((name) => /\.(js|svelte)$/.test(name))
  .map((name) => readFileSync(join('src', name), 'utf8'));

beforeAll(async () => {
  vi.stubGlobal('fetch', async () => Response.json({ links: {} }));
  await import('../src/pages/soon.js');
  await import('../src/pages/seldom.js');
});

/** @param {RegExp} pattern */
const named = (pattern) => [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1])))].sort();

describe('what nouns bring', () => {
  it('are the dialogs that anybody opens', async () => {
    const kinds = named(/view\.opened = \{ kind: '([\w-]+)'/g);
    expect(kinds.length).toBeGreaterThan(15);
    const missing = async () => {
      throw new Error('fetched by nobody');
    };
    const found = await Promise.all(kinds.map(async (kind) => dialogOf(kind) ?? (await loadOf(kind, missing)()).default));
    expect(found.every((Dialog) => typeof Dialog === 'function')).toBe(true);
  });

  it('are the pieces that layouts and pages ask for', () => {
    expect(named(/\bpiece\('([\w.]+)'\)/g).filter((name) => !piece(name))).toEqual([]);
  });

  it('are strips in an order of their own', () => {
    const places = stripsOfBoard().map(({ at }) => at);
    expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
  });

  it('are marks for what is held, hidden or locked', () => {
    const all = [{}, { held_at: 'now' }, { hidden_at: 'now' }, { locked_at: 'now' }];
    expect(all.map((record) => marksOf(record).length)).toEqual([0, 1, 1, 1]);
  });

  it('shows at once, also what comes later', () => {
    register({ dialogs: { late: /** @type {any} */ ('Late') } });
    expect(dialogOf('late')).toBe('Late');
  });
});

describe('the menu', () => {
  const anchor = document.createElement('button');
  const layout = { name: 'columns', path: '', sideways: true, icon: 'text', label: 'list.leave', shown: 'list.left' };
  const rows = [card('c1', 'k1', 'V'), card('c2', 'k1', 'W')];
  const view = /** @type {any} */ ({
    may: () => true,
    writes: () => true,
    steps: {},
    layout,
    otherLayouts: () => [{ ...layout, name: 'list', path: 'list', label: 'list.show' }],
    session: { boardId: 'b' },
    board: { you: { visitor_id: 'me' } },
    cardsOf: () => rows,
    columns: { rows: [{ id: 'k1' }, { id: 'k2' }] },
  });

  /** Open one; what stands in it, group by group. @param {() => void} open */
  function shown(open) {
    closeMenu();
    open();
    return openedMenu()?.groups.map(({ items }) => items.map((item) => ('icon' in item ? item.icon : 'colors')).join(' '));
  }

  it('of a board has everything in its place', () => {
    expect(shown(() => openBoardMenu(view, anchor))).toEqual([
      'pen share person',
      'undo redo',
      'text print trash',
      'upload save save',
      'lock wait clock text archive trash',
      'globe',
    ]);
  });

  it('of a card has what moving by hand can do, and more', () => {
    const it = /** @type {any} */ (card('c1', 'k1', 'V', { author_id: 'you', held_at: 'now' }));
    expect(shown(() => openCardMenu(view, it, anchor))).toEqual([
      'text colors',
      'right up down top bottom',
      'copy link check hide lock flag trash',
    ]);
    expect(shown(() => openMoreMenu(view, it, anchor))).toEqual(['colors copy link check hide lock flag trash']);
  });

  it('of a column speaks as the layout does', () => {
    const it = /** @type {any} */ (column('k1', 'V'));
    view.layout = { ...layout, sideways: false };
    expect(shown(() => openColumnMenu(view, it, anchor))).toEqual(['pen colors', 'up down top bottom', 'hide lock trash']);
    view.layout = layout;
    expect(shown(() => openColumnMenu(view, it, anchor))?.[1]).toMatch(/^left right first last/);
  });

  it('of a comment has what others bring', () => {
    const others = ofComment(view, /** @type {any} */ (comment('m1', 'c1', { author_id: 'you' })));
    const own = ofComment(view, /** @type {any} */ (comment('m1', 'c1', { author_id: 'me' })));
    expect([others.length, own.length]).toEqual([1, 0]);
  });
});
