import { beforeEach, expect, it } from 'vitest';
import { Visit } from '../src/board/visit.svelte.js';
import { Board } from '../src/replica/state.svelte.js';
import { YOU, card, records } from './make.js';

/** Until when this page believes it has pinned its card: later than others pin theirs. */
const AHEAD = '2026-06-01T08:00:00.900Z';
const MEANWHILE = '2026-06-01T08:00:00.500Z';

beforeEach(() => localStorage.clear());

it('what one has just pinned oneself does not hide what others pin next', () => {
  /** @type {{ edit: import('../src/replica/records.js').Edit, at: string }[]} */
  const pending = [];
  const board = new Board({ pending: () => pending });
  board.load({ epoch: 'a', seq: 10, you: YOU, records: records() });
  pending.push({ edit: { id: 'e', type: 'card.add', card_id: 'mine', column_id: 'k1', title: 'Badestelle' }, at: AHEAD });
  board.flush();
  expect(board.peek('card', 'mine')?.created_at).toBe(AHEAD);
  visit(board).begin();

  pending.pop();
  const mine = card('mine', 'k1', 'Z', { author_id: 'me', created_at: MEANWHILE.replace('500', '400') });
  const others = card('others', 'k1', 'ZZ', { author_id: 'x', created_at: MEANWHILE });
  board.receive([{ seq: 11, id: 'e', type: 'card.add', by: 'me', changes: [mine, others].map((record) => ({ put: 'card', record })) }]);
  board.flush();
  const next = visit(board);
  next.begin();
  expect([...next.news]).toEqual([['others', 'new']]);
});

/** @param {Board} board */
function visit(board) {
  const view = {
    board,
    session: { belongings: { owner: { board: 'b', visitor: 'me' } } },
    row: board.row('board', 'b'),
    columns: board.list('column', 'b'),
    cardsOf: (/** @type {string} */ column) => board.list('card', column).rows.map((row) => row.value),
  };
  return new Visit(/** @type {any} */ (view));
}
