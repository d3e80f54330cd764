import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EDITS, GATES } from '../src/replica/contract.js';
import { PASSES, holders, may } from '../src/replica/permissions.js';
import { ROLES } from '../src/replica/records.js';

/** @import { Role, Stage } from '../src/replica/records.js' */

// The contract has the tables, and a test of the server compares them with its code.
const protocol = readFileSync('../docs/protocol.md', 'utf8');

/** The rows of the table whose head begins with these cells. @param {string} head */
function rowsOf(head) {
  const lines = protocol.split('\n');
  const first = lines.findIndex((line) => line.startsWith(head)) + 2;
  const rows = lines.slice(first, lines.findIndex((line, at) => at > first && !line.startsWith('|')));
  return rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
}

/** @type {Map<string, string[]>} */
const grants = new Map(rowsOf('| permission | viewer').map(([permission, ...roles]) => [permission, roles]));
const verbs = rowsOf('| type | fields | permission')
  .map(([verb, , permission]) => ({ verb, permission }))
  // Who makes a board is on none yet.
  .filter(({ verb }) => verb !== 'board.create');

/** @param {Role} role */
const you = (role) => ({ visitor_id: 'me', role, name: null, key_ids: [] });
/** What every role may on others' records and on its own. @param {string} verb @param {object} [board] @param {Stage} [stage] */
const grid = (verb, board, stage) =>
  ROLES.map((role) => {
    const allowed = (/** @type {string} */ author) => may(you(role), verb, { author_id: author }, board, stage);
    return allowed('x') ? 'yes' : allowed('me') ? 'own' : 'no';
  });

it('the contract is found', () => {
  expect([grants.size > 20, verbs.length > 50]).toEqual([true, true]);
});

it.each(verbs)('$verb is allowed to whom the contract allows it', ({ verb, permission }) => {
  expect(grid(verb)).toEqual(grants.get(permission));
});

it('what does not exist is allowed to nobody', () => {
  expect(grid('no.such.verb')).toEqual(['no', 'no', 'no', 'no']);
});

it('what is nobody’s is not one’s own', () => {
  expect(may(you('contributor'), 'card.write', { author_id: null })).toBe(false);
  expect(may(you('contributor'), 'card.write')).toBe(false);
});

// [ED26]
it.each(['card.restore', 'comment.restore'])('%s is its author’s only if it was its author who deleted it', (verb) => {
  const trashed = (/** @type {true | null} */ byAuthor) => ({ author_id: 'me', deleted_at: '2026-06-02T08:00:00.000Z', deleted_by_author: byAuthor });
  expect(may(you('contributor'), verb, trashed(true))).toBe(true);
  expect(may(you('contributor'), verb, trashed(null))).toBe(false);
  expect(may(you('editor'), verb, trashed(null))).toBe(true);
});

// [WA19]
describe('a board says itself', () => {
  it.each([
    ['comment.add', 'comment_role', ['yes', 'yes', 'yes', 'yes'], ['no', 'no', 'no', 'yes']],
    ['card.move', 'move_role', ['yes', 'yes', 'yes', 'yes'], ['no', 'own', 'own', 'yes']],
    ['column.add', 'column_role', ['yes', 'yes', 'yes', 'yes'], ['no', 'no', 'no', 'yes']],
  ])('who may %s', (verb, field, widest, narrowest) => {
    expect(grid(verb, { [field]: 'viewer' })).toEqual(widest);
    expect(grid(verb, { [field]: 'coordinator' })).toEqual(narrowest);
  });

  it('that a viewer who may comment changes their own comments', () => {
    expect(grid('comment.write', { comment_role: 'viewer' })[0]).toBe('own');
    expect(grid('comment.write', { comment_role: 'contributor' })[0]).toBe('no');
  });
});

// [ED25]
it('on a locked board nothing is done but by coordinators', () => {
  const allowed = verbs.filter(({ verb }) => grid(verb, { locked_at: 'x' }).slice(0, 3).some((cell) => cell !== 'no'));
  expect(allowed.map(({ verb }) => verb)).toEqual(['visitor.forget', 'card.report', 'comment.report']);
  expect(verbs.every(({ verb }) => grid(verb, { locked_at: 'x' })[3] === 'yes')).toBe(true);
});

// [PH2]
describe('a phase leaves to viewer, contributor and editor', () => {
  const rows = rowsOf('| stage | viewers').map(([stage]) => stage);
  const COMMENTS = ['no', 'yes', 'yes'];
  /** @type {[Stage, string, string[]][]} */
  const cells = [
    ['collect', 'card.add', ['no', 'yes', 'yes']],
    ['collect', 'column.add', ['no', 'no', 'yes']],
    ['sort', 'card.add', ['no', 'no', 'yes']],
    ['sort', 'card.write', ['no', 'no', 'yes']],
    ['sort', 'card.move', ['no', 'own', 'yes']],
    ['sort', 'comment.add', COMMENTS],
    ['vote', 'card.add', ['no', 'no', 'no']],
    ['vote', 'card.move', ['no', 'no', 'no']],
    ['vote', 'card.approve', ['no', 'no', 'yes']],
    ['vote', 'card.hide', ['no', 'no', 'yes']],
    ['vote', 'comment.add', COMMENTS],
    ['vote', 'comment.write', ['no', 'own', 'yes']],
    ['done', 'card.add', ['no', 'no', 'no']],
    ['done', 'card.approve', ['no', 'no', 'no']],
    ['done', 'comment.add', ['no', 'no', 'no']],
    ['done', 'card.report', ['yes', 'yes', 'yes']],
    ['done', 'visitor.forget', ['own', 'own', 'own']],
  ];

  it.each(cells)('%s: %s', (stage, verb, expected) => {
    expect(rows).toContain(stage);
    expect(grid(verb, {}, stage).slice(0, 3)).toEqual(expected);
  });

  it.each(rows)('%s leaves everything to coordinators', (stage) => {
    expect(verbs.every(({ verb }) => may(you('coordinator'), verb, {}, {}, /** @type {Stage} */ (stage)))).toBe(true);
  });
});

describe('the gates', () => {
  it('are all known here, in the order of the server', () => {
    const named = new Set([...GATES, ...Object.values(EDITS).flatMap(({ gates }) => gates ?? [])]);
    expect([...named].filter((gate) => !PASSES[gate])).toEqual([]);
    expect(Object.keys(PASSES).filter((gate) => GATES.includes(gate))).toEqual(GATES);
  });

  it('of a record heed all it lies in', () => {
    /** @type {{ [id: string]: object }} */
    const rows = { k: { id: 'k', locked_at: 'x' }, c: { id: 'c', column_id: 'k' } };
    const within = holders((_, id) => rows[id], { id: 'm', card_id: 'c' });
    expect(within.map(({ id }) => id)).toContain('k');
    expect(may(you('editor'), 'comment.write', {}, {}, '', within)).toBe(false);
    expect(may(you('coordinator'), 'comment.write', {}, {}, '', within)).toBe(true);
    const reader = { ...you('editor'), readonly_columns: ['k'] };
    expect(may(reader, 'card.move', {}, {}, '', holders(() => undefined, { id: 'c', column_id: 'k' }))).toBe(false);
  });
});
