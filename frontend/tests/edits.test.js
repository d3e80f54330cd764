import { beforeEach, describe, expect, it } from 'vitest';
import { predict } from '../src/replica/edits.js';
import { Tables } from '../src/replica/fold.js';
import { LONGEST } from '../src/replica/rank.js';
import { NOW, YOU, board, card, comment, records } from './make.js';

/** @type {Tables} */
let tables;
const order = (/** @type {string} */ columnId) => tables.list('card', columnId).map((row) => row.id);

/** @param {object} edit @param {typeof YOU} [you] */
function apply(edit, you = YOU) {
  const changes = predict(tables, /** @type {any} */ ({ id: 'e', ...edit }), you, NOW);
  tables.fold(changes);
  return changes;
}

beforeEach(() => {
  tables = new Tables();
  tables.load(records());
});

describe('card.move', () => {
  const move = (/** @type {object} */ place) => apply({ type: 'card.move', card_id: 'c1', column_id: 'k1', ...place });

  it.each([
    ['last without neighbours', {}, ['c2', 'c3', 'c1']],
    ['first with after_id null', { after_id: null }, ['c1', 'c2', 'c3']],
    ['after a card', { after_id: 'c2' }, ['c2', 'c1', 'c3']],
    ['before the hint when the neighbour has gone', { after_id: 'gone', before_id: 'c3' }, ['c2', 'c1', 'c3']],
    ['last when both have gone', { after_id: 'gone', before_id: 'gone' }, ['c2', 'c3', 'c1']],
  ])('%s', (_, place, expected) => {
    move(place);
    expect(order('k1')).toEqual(expected);
  });

  it.each([
    ['itself as neighbour', { after_id: 'c1' }],
    ['itself as hint', { after_id: 'gone', before_id: 'c1' }],
    ['first where it is first', { after_id: null }],
  ])('%s leaves the rank as it is', (_, place) => {
    move(place);
    expect(tables.get('card', 'c1')?.rank).toBe('V00000');
  });

  it('into another column', () => {
    apply({ type: 'card.move', card_id: 'c2', column_id: 'k2' });
    expect(order('k1')).toEqual(['c1', 'c3']);
    expect(order('k2')).toEqual(['c2']);
  });

  it('moves a neighbour when the gap is used up, and keeps the order', () => {
    tables.put('card', card('c1', 'k1', `V00000${'z'.repeat(LONGEST - 6)}`));
    tables.put('card', card('c2', 'k1', 'V00001'));
    const changes = apply({ type: 'card.move', card_id: 'c3', column_id: 'k1', after_id: 'c1' });
    expect(order('k1')).toEqual(['c1', 'c3', 'c2']);
    expect(changes).toHaveLength(2);
    expect(tables.list('card', 'k1').every((row) => row.rank.length === 6)).toBe(true);
  });

  it('finds room between equal ranks by moving a neighbour', () => {
    tables.put('card', card('c1', 'k1', 'V00000'));
    tables.put('card', card('c2', 'k1', 'V00000'));
    apply({ type: 'card.move', card_id: 'c3', column_id: 'k1', after_id: 'c1' });
    expect(order('k1')).toEqual(['c1', 'c3', 'c2']);
  });

  it('of a card or into a column that is gone does nothing', () => {
    expect(apply({ type: 'card.move', card_id: 'x', column_id: 'k1' })).toEqual([]);
    expect(apply({ type: 'card.move', card_id: 'c1', column_id: 'x' })).toEqual([]);
  });
});

describe('cards', () => {
  it('are added last, as their author’s own', () => {
    apply({ type: 'card.add', card_id: 'n', column_id: 'k1', title: 'Neu' });
    expect(order('k1').at(-1)).toBe('n');
    expect(tables.get('card', 'n')).toMatchObject({ title: 'Neu', text: '', color: 'white', author_id: 'me', author_name: 'Renate' });
  });

  it('with a taken id change nothing', () => {
    expect(apply({ type: 'card.add', card_id: 'c1', column_id: 'k1', title: 'Neu' })).toEqual([]);
  });

  it('keep what a writing does not name', () => {
    tables.put('card', card('c1', 'k1', 'V00000', { text: 'alt' }));
    apply({ type: 'card.write', card_id: 'c1', title: 'Neu' });
    expect(tables.get('card', 'c1')).toMatchObject({ title: 'Neu', text: 'alt', edited_at: NOW });
  });

  it('are copied directly after themselves', () => {
    tables.put('card', card('c1', 'k1', 'V00000', { text: 'Worte', color: 'rose', author_id: 'x' }));
    apply({ type: 'card.copy', card_id: 'c1', copy_id: 'n' });
    expect(order('k1')).toEqual(['c1', 'n', 'c2', 'c3']);
    expect(tables.get('card', 'n')).toMatchObject({ text: 'Worte', color: 'rose', author_id: 'me' });
  });

  it.each([
    ['me', true],
    ['x', null],
  ])('go to the trash, a card of %s with a mark of who did it, and come back', (author, mark) => {
    tables.put('card', card('c1', 'k1', 'V00000', { author_id: author }));
    apply({ type: 'card.delete', card_id: 'c1' });
    expect(tables.get('card', 'c1')).toMatchObject({ deleted_at: NOW, deleted_by_author: mark });
    apply({ type: 'card.restore', card_id: 'c1' });
    expect(tables.get('card', 'c1')).toMatchObject({ deleted_at: null, deleted_by_author: null });
  });
});

describe('powers', () => {
  it.each([
    ['card', 'hide', 'show', 'hidden_at'],
    ['card', 'lock', 'unlock', 'locked_at'],
    ['column', 'hide', 'show', 'hidden_at'],
    ['column', 'lock', 'unlock', 'locked_at'],
    ['board', 'lock', 'unlock', 'locked_at'],
  ])('of a %s: %s and %s', (kind, there, back, field) => {
    const id = /** @type {any} */ ({ card: 'c1', column: 'k1', board: 'b' })[kind];
    apply({ type: `${kind}.${there}`, [`${kind}_id`]: id });
    expect(tables.get(kind, id)?.[field]).toBe(NOW);
    apply({ type: `${kind}.${back}`, [`${kind}_id`]: id });
    expect(tables.get(kind, id)?.[field]).toBeNull();
  });

  it('leave a time that is set already', () => {
    tables.put('card', card('c1', 'k1', 'V00000', { hidden_at: 'earlier' }));
    apply({ type: 'card.hide', card_id: 'c1' });
    expect(tables.get('card', 'c1')?.hidden_at).toBe('earlier');
  });

  it.each([
    [{ type: 'board.moderate', on: true }, { moderated: true }],
    [{ type: 'board.cover' }, { cards_hidden: true }],
    [{ type: 'board.mask' }, { names_hidden: true }],
    [{ type: 'board.allow', act: 'comment.add', role: 'viewer' }, { comment_role: 'viewer' }],
    [{ type: 'board.allow', act: 'card.move', role: 'viewer' }, { move_role: 'viewer' }],
    [{ type: 'board.allow', act: 'column.add', role: 'viewer' }, { column_role: 'viewer' }],
    [{ type: 'board.rezone', time_zone: 'Europe/Berlin' }, { time_zone: 'Europe/Berlin' }],
  ])('over the board: %o', (edit, expected) => {
    const before = { ...tables.get('board', 'b') };
    apply(edit);
    expect(tables.get('board', 'b')).toEqual({ ...before, ...expected });
  });

  it('uncover and unmask', () => {
    tables.put('board', board('b', { cards_hidden: true, names_hidden: true }));
    apply({ type: 'board.reveal' });
    apply({ type: 'board.unmask' });
    expect(tables.get('board', 'b')).toEqual(board('b'));
  });
});

describe('approval', () => {
  const contributor = { ...YOU, role: /** @type {const} */ ('contributor') };
  const held = () => tables.get('card', 'n')?.held_at;
  beforeEach(() => tables.put('board', board('b', { moderated: true })));

  it('is waited for by what contributors pin and copy', () => {
    apply({ type: 'card.add', card_id: 'n', column_id: 'k1', title: 'Neu' }, contributor);
    expect(held()).toBe(NOW);
    apply({ type: 'card.copy', card_id: 'c1', copy_id: 'm' }, contributor);
    expect(tables.get('card', 'm')?.held_at).toBe(NOW);
  });

  it('is not waited for by what editors pin', () => {
    apply({ type: 'card.add', card_id: 'n', column_id: 'k1', title: 'Neu' });
    expect(held()).toBeNull();
  });

  it('is waited for again once the words are others', () => {
    tables.put('card', card('n', 'k1', 'V1', { title: 'Neu' }));
    apply({ type: 'card.write', card_id: 'n', title: 'Neu' }, contributor);
    apply({ type: 'card.recolor', card_id: 'n', color: 'rose' }, contributor);
    expect(held()).toBeNull();
    apply({ type: 'card.write', card_id: 'n', title: 'Anders' }, contributor);
    expect(held()).toBe(NOW);
  });

  it('comes', () => {
    tables.put('card', card('n', 'k1', 'V1', { held_at: NOW }));
    apply({ type: 'card.approve', card_id: 'n' });
    expect(held()).toBeNull();
  });
});

describe('phases', () => {
  const add = (/** @type {string} */ id, /** @type {object} */ more) => apply({ type: 'phase.add', phase_id: id, stage: 'sort', ...more });

  it('are planned in their places, changed, moved and removed', () => {
    add('p1', {});
    add('p2', { after_id: null, title: 'Erst' });
    expect(tables.list('phase', 'b').map((row) => row.id)).toEqual(['p2', 'p1']);
    apply({ type: 'phase.change', phase_id: 'p2', opens_at: NOW });
    expect(tables.get('phase', 'p2')).toMatchObject({ title: 'Erst', stage: 'sort', opens_at: NOW });
    apply({ type: 'phase.move', phase_id: 'p1', after_id: null });
    expect(tables.list('phase', 'b').map((row) => row.id)).toEqual(['p1', 'p2']);
    apply({ type: 'phase.remove', phase_id: 'p1' });
    expect(tables.get('phase', 'p1')).toBeUndefined();
  });

  it('begin, and removed leave the board in none', () => {
    add('p1', {});
    apply({ type: 'phase.begin', phase_id: 'p1' });
    expect(tables.get('board', 'b')).toMatchObject({ phase_id: 'p1', phase_since: NOW });
    apply({ type: 'phase.remove', phase_id: 'p1' });
    expect(tables.get('board', 'b')?.phase_id).toBeNull();
    expect(apply({ type: 'phase.begin', phase_id: 'p1' })).toEqual([]);
  });
});

describe('other verbs', () => {
  it('move a column', () => {
    apply({ type: 'column.move', column_id: 'k2', after_id: null });
    expect(tables.list('column', 'b').map((row) => row.id)).toEqual(['k2', 'k1']);
  });

  it('add a column at the end', () => {
    apply({ type: 'column.add', column_id: 'k3', title: 'Neu' });
    expect(tables.list('column', 'b').map((row) => row.id)).toEqual(['k1', 'k2', 'k3']);
  });

  it('rename the board, which needs no id', () => {
    apply({ type: 'board.rename', title: 'Neu' });
    expect(tables.get('board', 'b')?.title).toBe('Neu');
  });

  it('add and change a comment', () => {
    apply({ type: 'comment.add', comment_id: 'm', card_id: 'c1', text: 'Gut' });
    apply({ type: 'comment.write', comment_id: 'm', text: 'Besser' });
    expect(tables.list('comment', 'c1')).toMatchObject([{ text: 'Besser', author_id: 'me', edited_at: NOW }]);
  });

  it('delete a comment', () => {
    tables.put('comment', comment('m', 'c1'));
    apply({ type: 'comment.delete', comment_id: 'm' });
    expect(tables.get('comment', 'm')?.deleted_at).toBe(NOW);
  });

  it('that have no twin wait for the echo', () => {
    expect(apply({ type: 'card.purge', card_id: 'c1' })).toEqual([]);
  });

  it('never change a record in place', () => {
    const before = tables.get('card', 'c1');
    const copy = { ...before };
    apply({ type: 'card.write', card_id: 'c1', title: 'Neu' });
    expect(before).toEqual(copy);
  });
});
