import { expect, it } from 'vitest';
import { may } from '../src/core/permissions.js';
import { ROLES } from '../src/core/records.js';

// Which roles may: on others' records | on one's own. v viewer, c contributor, e editor, k coordinator.
const GRID = `
card.add        cek | cek
card.copy       cek | cek
comment.add     cek | cek
card.write      ek  | cek
card.recolor    ek  | cek
card.move       ek  | cek
card.delete     ek  | cek
comment.write   ek  | cek
comment.delete  ek  | cek
column.add      ek  | ek
column.rename   ek  | ek
column.describe ek  | ek
column.recolor  ek  | ek
column.move     ek  | ek
column.delete   k   | k
board.rename    k   | k
board.describe  k   | k
key.add         k   | k
import          k   | k
export          k   | k
no.such.verb        |    `;
const LETTERS = ['v', 'c', 'e', 'k'];

const rows = GRID.trim().split('\n').map((line) => {
  const [, verb, others, own] = /** @type {RegExpExecArray} */ (/^(\S+)\s+(\w*)\s*\|\s*(\w*)/.exec(line));
  return { verb, others, own };
});

it.each(rows)('$verb', ({ verb, others, own }) => {
  ROLES.forEach((role, place) => {
    const you = { visitor_id: 'me', role, name: null, key_ids: [] };
    const allowed = (/** @type {string} */ author) => may(you, verb, { author_id: author });
    expect([allowed('x'), allowed('me')]).toEqual([others.includes(LETTERS[place]), own.includes(LETTERS[place])]);
  });
});
