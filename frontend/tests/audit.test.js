import { beforeAll, describe, expect, it } from 'vitest';
import { actOf, runsOf, subjectOf } from '../src/across/audit/seldom/acts.js';
import { setLanguage } from '../src/words/i18n.svelte.js';

/** @param {number} seq @param {string} type @param {string | null} [by] */
const act = (seq, type, by = 'a') => ({ seq, at: '2026-01-01T00:00:00.000Z', type, by, name: null, subject_id: 'x' });

describe('the acts of coordinators', () => {
  beforeAll(() => setLanguage('de', false));

  it('of an import are one, others never', () => {
    const acts = [act(9, 'card.import'), act(8, 'card.import'), act(7, 'card.import', 'b'), act(6, 'key.add'), act(5, 'key.add')];
    expect(runsOf(acts).map(({ act: { seq }, n }) => [seq, n])).toEqual([[9, 2], [7, 1], [6, 1], [5, 1]]);
  });

  it('of a newer server have words, too', () => {
    expect(actOf('board.levitate')).toBe('Etwas geändert');
  });

  it.each([
    ['column.hide', { title: 'Ideen' }, 'Ideen'],
    ['card.lock', { title: '', text: 'Am Fluss' }, 'Am Fluss'],
    ['key.add', { label: 'Beamer', role: 'viewer' }, 'Beamer'],
    ['key.add', { label: '', role: 'viewer' }, 'Lesen'],
    ['board.rename', { title: 'Fest' }, ''],
    ['visitor.remove', { reason: 'removed' }, ''],
    ['column.purge', undefined, ''],
  ])('%s of %j name „%s“', (type, record, name) => {
    const board = { peek: () => record && /** @type {any} */ ({ id: 'x', ...record }) };
    expect(subjectOf(board, act(1, type))).toBe(name);
  });
});
