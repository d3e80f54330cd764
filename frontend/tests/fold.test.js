import { beforeEach, describe, expect, it } from 'vitest';
import { Tables } from '../src/replica/fold.js';
import { card, column, comment, records } from './make.js';

/** @type {Tables} */
let tables;
const ids = (/** @type {string} */ kind, /** @type {string} */ parent) => tables.list(kind, parent).map((row) => row.id);

beforeEach(() => {
  tables = new Tables();
  tables.load(records());
  tables.takeDirty();
});

describe('lists', () => {
  // [ED4]
  it('are ordered by rank, then id', () => {
    tables.put('card', card('c0', 'k1', 'V00100'));
    expect(ids('card', 'k1')).toEqual(['c1', 'c0', 'c2', 'c3']);
  });

  it('of comments are ordered by time, then id', () => {
    tables.put('comment', comment('z', 'c1', { created_at: '2026-06-01T08:00:00.000Z' }));
    tables.put('comment', comment('a', 'c1', { created_at: '2026-06-01T08:00:00.001Z' }));
    tables.put('comment', comment('b', 'c1', { created_at: '2026-06-01T08:00:00.000Z' }));
    expect(ids('comment', 'c1')).toEqual(['b', 'z', 'a']);
  });

  it('lose a card that moves to another column, and gain it there', () => {
    tables.put('card', card('c2', 'k2', 'V00000'));
    expect(ids('card', 'k1')).toEqual(['c1', 'c3']);
    expect(ids('card', 'k2')).toEqual(['c2']);
  });

  it('show the present record after a change that keeps the order', () => {
    ids('card', 'k1');
    tables.put('card', card('c2', 'k1', 'V00100', { title: 'neu' }));
    expect(tables.list('card', 'k1')[1].title).toBe('neu');
  });

  it('of an unknown owner are empty', () => {
    expect(tables.list('card', 'nowhere')).toEqual([]);
  });

  it('hold cards whose column comes later in the same changes', () => {
    tables.fold([
      { put: 'card', record: card('c9', 'k9', 'V') },
      { put: 'column', record: column('k9', 'W') },
    ]);
    expect(ids('card', 'k9')).toEqual(['c9']);
  });
});

describe('removing', () => {
  it('takes the record from table and list', () => {
    tables.fold([{ remove: 'card', id: 'c2' }]);
    expect(tables.get('card', 'c2')).toBeUndefined();
    expect(ids('card', 'k1')).toEqual(['c1', 'c3']);
  });

  it('of an absent id is nothing', () => {
    tables.fold([{ remove: 'card', id: 'absent' }]);
    expect(tables.takeDirty()).toEqual({ records: [], lists: [] });
  });
});

describe('takeDirty', () => {
  it('names a changed record, but not its list if the order stands', () => {
    tables.put('card', card('c2', 'k1', 'V00100', { title: 'neu' }));
    expect(tables.takeDirty()).toEqual({ records: [['card', 'c2']], lists: [] });
  });

  it('names both lists of a moved card, and nothing twice', () => {
    tables.put('card', card('c2', 'k2', 'V'));
    tables.put('card', card('c2', 'k2', 'W'));
    const { records: rows, lists } = tables.takeDirty();
    expect(rows).toEqual([['card', 'c2']]);
    expect(new Set(lists.map(String))).toEqual(new Set(['card,k1,column', 'card,k2,column']));
    expect(tables.takeDirty()).toEqual({ records: [], lists: [] });
  });

  it('names the list of a card that goes to the trash', () => {
    tables.put('card', card('c2', 'k1', 'V00100', { deleted_at: '2026-06-02T08:00:00.000Z' }));
    expect(tables.takeDirty().lists).toEqual([['card', 'k1', 'column']]);
  });
});

describe('load', () => {
  it('replaces everything, and names what is gone', () => {
    tables.load({ board: [], column: [column('k1', 'V00000')], card: [] });
    expect(tables.get('card', 'c1')).toBeUndefined();
    expect(tables.get('column', 'k2')).toBeUndefined();
    expect(tables.takeDirty().records.map(String)).toContain('card,c1');
    expect(ids('column', 'b')).toEqual(['k1']);
  });
});
