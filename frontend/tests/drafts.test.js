import { expect, it } from 'vitest';
import { draftsOf, wordsOf } from '../src/sync/drafts.js';

const of = (/** @type {string} */ board, visitor = 'me') => draftsOf({ board, visitor });

it('drafts are found again on their board by who has written them, and by nobody else', () => {
  of('b1').keep('card c1', { title: 'Radweg', text: 'Am Fluss' });
  expect(of('b1').find('card c1')).toEqual({ title: 'Radweg', text: 'Am Fluss' });
  expect([of('b2').find('card c1'), of('b2').all()]).toEqual([undefined, []]);
  expect(of('b1', 'other').all()).toEqual([]);
});

it('a draft that is forgotten is gone', () => {
  const drafts = of('b3');
  drafts.keep('comment on c1', { text: 'a' });
  drafts.keep('column k1', { title: 'b', text: '' });
  drafts.keep('comment on c1', undefined);
  expect(drafts.all()).toEqual([{ title: 'b', text: '' }]);
});

it('what was typed is one text', () => {
  expect(wordsOf({ title: 'Radweg', text: 'Am Fluss' })).toBe('Radweg\n\nAm Fluss');
  expect([wordsOf({ text: 'Gut', base: 3 }), wordsOf({ type: 'card.delete', card_id: 'c1' })]).toEqual(['Gut', '']);
});
