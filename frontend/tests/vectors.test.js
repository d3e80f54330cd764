/** Predictions and gates against what the server made of the same edits (tests/test_contract.py writes the vectors). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EDITS, KINDS } from '../src/replica/contract.js';
import { predict } from '../src/replica/edits.js';
import { Tables } from '../src/replica/fold.js';
import { holders, may } from '../src/replica/permissions.js';

/** @import { Change, Edit, Role, You } from '../src/replica/records.js' */
/** @typedef {{ role: Role, at: string, edit: Edit, changes?: Change[], refused?: string }} Vector */

const vectors = JSON.parse(readFileSync('../tests/vectors/edits.json', 'utf8'));
/** @type {Vector[]} */
const edits = vectors.edits;

/** @param {Role} role */
function replica(role) {
  const tables = new Tables();
  tables.load(vectors.records[role]);
  /** @type {You} */
  const you = { ...vectors.visitors[role], role, key_ids: [] };
  return { tables, you };
}

/** All records, and the order in which they stand. @param {Tables} tables @param {boolean} ranks whether these count */
function all(tables, ranks) {
  const kinds = tables.kinds().map((kind) => [...tables.table(kind).values()].map((record) => ({ kind, ...record, ...(ranks ? {} : { rank: '' }) })));
  const records = kinds.flat().sort((a, b) => (`${a.kind}${a.id}` < `${b.kind}${b.id}` ? -1 : 1));
  const lists = records.flatMap(({ id, kind }) => Object.keys(KINDS).map((owned) => tables.list(owned, id, kind).map((row) => row.id)));
  return { records, lists: lists.filter((list) => list.length) };
}

/** @param {Vector} vector */
const called = ({ role, edit }) => `${edit.type} by ${role} ${JSON.stringify(edit).slice(0, 120)}`;

describe('what is predicted is what the server tells', () => {
  const predicted = edits.filter(({ edit, changes }) => changes && vectors.predicted.includes(edit.type));

  it.each(predicted.map((vector) => /** @type {const} */ ([called(vector), vector])))('%s', (_, { role, at, edit, changes }) => {
    const [mine, theirs] = [replica(role), replica(role)];
    mine.tables.fold(predict(mine.tables, edit, mine.you, at));
    theirs.tables.fold(/** @type {Change[]} */ (changes));
    // Who does not see all that stands in a list finds another rank for the same place.
    expect(all(mine.tables, role === 'coordinator')).toEqual(all(theirs.tables, role === 'coordinator'));
  });

  it('of every edit that can be predicted there is one', () => {
    const found = new Set(predicted.map(({ edit }) => edit.type));
    expect(vectors.predicted.filter((/** @type {string} */ type) => !found.has(type))).toEqual([]);
  });
});

describe('what is offered is what the server would take', () => {
  /** The record an edit is done to, or as much as is known of one that is to be. @param {Tables} tables @param {Edit} edit */
  function subject(tables, edit) {
    const { of } = EDITS[edit.type];
    if (of === 'board') return { found: true, record: undefined };
    if (edit.type === 'card.copy') {
      const card = tables.get('card', edit.card_id);
      const columnId = card?.column_id;
      return { found: !!columnId && !card?.deleted_at, record: { column_id: edit.column_id ?? columnId } };
    }
    if (edit.type.endsWith('.add')) {
      const owner = KINDS[of].owners.find(([field]) => edit[field]);
      return { found: true, record: owner && { [owner[0]]: edit[owner[0]] } };
    }
    const record = tables.get(of, edit[`${of}_id`]);
    return { found: !!record, record };
  }

  /** @param {Vector} vector */
  function decided({ role, edit, refused }) {
    const { tables, you } = replica(role);
    const { found, record } = subject(tables, edit);
    const board = /** @type {any} */ (tables.get('board', vectors.board));
    const find = (/** @type {string} */ kind, /** @type {string} */ id) => tables.get(kind, id);
    const within = holders(find, record);
    // What lies in the trash is shown only where it can be brought back; what a link says of itself is no gate.
    if (!found || within.some((one) => one.deleted_at) || /^(visitor|key)\./.test(edit.type)) return [];
    const offered = may(you, edit.type, /** @type {object} */ (record), board, '', edit.type === 'card.move' ? [...within, ...holders(find, find('column', edit.column_id))] : within);
    return [{ edit: edit.type, role, offered, refused }];
  }

  it.each(/** @type {Role[]} */ (['viewer', 'contributor', 'editor', 'coordinator']))('to a %s', (role) => {
    const asked = edits.filter((vector) => vector.role === role).flatMap(decided);
    const wrong = asked.filter(({ offered, refused }) => (refused === 'forbidden' || refused === 'closed' ? offered : !refused && !offered));
    expect(wrong).toEqual([]);
    expect(asked.length).toBeGreaterThan(50);
  });
});
