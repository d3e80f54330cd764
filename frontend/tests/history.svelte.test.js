import { beforeEach, describe, expect, it } from 'vitest';
import { predict } from '../src/replica/edits.js';
import { Tables } from '../src/replica/fold.js';
import { History } from '../src/replica/history.js';
import { Outbox } from '../src/sync/outbox.js';
import { may } from '../src/replica/permissions.js';
import { Board } from '../src/replica/state.svelte.js';
import { NOW, YOU, comment, records } from './make.js';

/** @import { Edit, Wish } from '../src/replica/records.js' */

const ME = { ...YOU, role: /** @type {const} */ ('coordinator') };
const SHE = { ...ME, visitor_id: 'she', name: 'Anna' };

/** @type {Board} */
let board;
/** @type {Outbox} */
let outbox;
/** @type {History} */
let history;
/** What the server has. @type {Tables} */
let server;
let seq = 10;
let made = 0;

const inColumn = (/** @type {string} */ id) => board.list('card', id).rows.map((row) => row.id);
const card = (/** @type {string} */ id) => board.row('card', id).value;

/** The server takes an edit and tells of it; `changed` is what only it knows. @param {Edit} edit @param {object} [changed] */
function take(edit, you = ME, changed = {}) {
  const changes = predict(server, edit, you, NOW).map((change) => ('put' in change ? { ...change, record: { ...change.record, ...changed } } : change));
  server.fold(changes);
  seq += 1;
  board.receive([{ seq, id: edit.id, type: edit.type, by: you.visitor_id, at: NOW, changes }]);
  board.flush();
}

/** Own edits come back. */
function echo() {
  for (const { edit } of outbox.pending()) take(edit);
}

/** @param {Wish} wish */
const others = (wish) => take({ id: `other-${(made += 1)}`, ...wish }, SHE);
const move = (/** @type {string} */ id, /** @type {string} */ columnId, /** @type {string | null | undefined} */ after = undefined) => ({
  type: 'card.move',
  card_id: id,
  column_id: columnId,
  ...(after === undefined ? {} : { after_id: after }),
});
const recolor = (/** @type {string} */ color) => ({ type: 'card.recolor', card_id: 'c1', color });
const write = (/** @type {string} */ text) => ({ type: 'card.write', card_id: 'c1', text });

beforeEach(() => {
  outbox = new Outbox();
  server = new Tables();
  server.load(records());
  seq = 10;
  board = new Board({
    pending: () => outbox.pending(),
    folded: (events) => {
      outbox.settle(events.flatMap((event) => event.id ?? []));
      history.heard(events, (id) => !!outbox.get(id));
    },
    frame: () => {},
  });
  board.load({ epoch: 'a', seq, you: ME, records: records() });
  history = new History({
    board,
    boardId: 'b',
    submit: (...wishes) => {
      const ids = wishes.map((wish) => outbox.add({ id: `own-${(made += 1)}`, ...wish }));
      board.flush();
      return ids;
    },
    may: (verb, record) => may(ME, verb, record),
    changed: () => {},
  });
});

describe.each([
  ['before the server has answered', () => {}],
  ['after the server has answered', echo],
])('%s', (_, answer) => {
  it.each([
    ['a move', move('c1', 'k2')],
    ['a move within the column', move('c1', 'k1', 'c2')],
    ['a colour', recolor('rose')],
    ['words', write('Neu')],
    ['a deletion', { type: 'card.delete', card_id: 'c2' }],
    ['a hidden card', { type: 'card.hide', card_id: 'c1' }],
    ['a locked card', { type: 'card.lock', card_id: 'c1' }],
    ['a hidden column', { type: 'column.hide', column_id: 'k1' }],
    ['a locked column', { type: 'column.lock', column_id: 'k1' }],
    ['a deleted column', { type: 'column.delete', column_id: 'k1' }],
    ['a column that moved', { type: 'column.move', column_id: 'k1' }],
    ['a new name of the board', { type: 'board.rename', title: 'Neu' }],
    ['a description of a column', { type: 'column.describe', column_id: 'k1', description: 'Wozu?' }],
  ])('%s is undone and done again', (_name, wish) => {
    const look = () => JSON.stringify([board.row('board', 'b').value.title, board.list('column', 'b').rows.map(({ value }) => [value.id, value.description, !!value.hidden_at, !!value.locked_at, inColumn(value.id)]), card('c1').color, card('c1').text, !!card('c1').hidden_at, !!card('c1').locked_at]);
    const before = look();
    history.submit(wish);
    const after = look();
    expect(after).not.toBe(before);
    answer();
    expect(history.undo()?.reason).toBeUndefined();
    answer();
    expect(look()).toBe(before);
    expect(history.redo()?.reason).toBeUndefined();
    answer();
    expect(look()).toBe(after);
    history.undo();
    answer();
    expect(look()).toBe(before);
  });

  it('a new card goes to the trash, and comes out again', () => {
    history.submit({ type: 'card.add', card_id: 'c9', column_id: 'k1', title: 'Neu' });
    answer();
    history.undo();
    answer();
    expect(inColumn('k1')).toEqual(['c1', 'c2', 'c3']);
    expect(board.peek('card', 'c9')?.deleted_at).toBeTruthy();
    history.redo();
    answer();
    expect(inColumn('k1')).toEqual(['c1', 'c2', 'c3', 'c9']);
  });

  it('many steps are undone one after the other, and done again', () => {
    const steps = [move('c1', 'k2'), move('c1', 'k1', 'c3'), recolor('blue'), move('c1', 'k1', null), write('Neu')];
    const look = () => JSON.stringify([inColumn('k1'), inColumn('k2'), card('c1').color, card('c1').text]);
    const seen = [look()];
    for (const step of steps) {
      history.submit(step);
      answer();
      seen.push(look());
    }
    for (let at = steps.length - 1; at >= 0; at -= 1) {
      expect(history.undo()?.reason).toBeUndefined();
      answer();
      expect(look()).toBe(seen[at]);
    }
    expect(history.undo()).toBeUndefined();
    for (let at = 1; at <= steps.length; at += 1) {
      expect(history.redo()?.reason).toBeUndefined();
      answer();
      expect(look()).toBe(seen[at]);
    }
    expect(history.redo()).toBeUndefined();
  });

  it.each([
    ['moved the card', move('c1', 'k2'), move('c1', 'k1', 'c3')],
    ['moved the card within its column', move('c1', 'k2'), move('c1', 'k2', null)],
    ['painted the card', recolor('rose'), recolor('blue')],
  ])('what was done is left alone when somebody else has %s since', (_name, mine, theirs) => {
    others(move('c3', 'k2'));
    history.submit(mine);
    answer();
    outbox.pending().forEach(({ edit }) => take(edit));
    others(theirs);
    const before = JSON.stringify(card('c1'));
    expect(history.undo()?.reason).toBe('changed');
    expect(JSON.stringify(card('c1'))).toBe(before);
    expect(history.undoable).toBeUndefined();
  });
});

it('a card on which others have written is not taken away', () => {
  history.submit({ type: 'card.add', card_id: 'c9', column_id: 'k1', title: 'Neu' });
  echo();
  others({ type: 'comment.add', comment_id: 'm1', card_id: 'c9', text: 'Gut!' });
  expect(history.undo()?.reason).toBe('changed');
  expect(inColumn('k1')).toContain('c9');
});

it('a card that others have rewritten is not taken away', () => {
  history.submit({ type: 'card.add', card_id: 'c9', column_id: 'k1', title: 'Neu' });
  echo();
  others({ type: 'card.write', card_id: 'c9', text: 'Und mehr' });
  expect(history.undo()?.reason).toBe('changed');
});

it('a restored card on which others have written is not deleted again, one without is', () => {
  server.put('comment', comment('m0', 'c1'));
  board.receive([{ seq: (seq += 1), type: 'comment.add', id: 'x', changes: [{ put: 'comment', record: comment('m0', 'c1') }] }]);
  board.flush();
  history.submit({ type: 'card.delete', card_id: 'c1' });
  history.undo();
  history.redo();
  history.undo();
  echo();
  expect(history.redo()?.reason).toBeUndefined();
  history.undo();
  echo();
  others({ type: 'comment.add', comment_id: 'm1', card_id: 'c1', text: 'Gut!' });
  history.redo();
  echo();
  expect(inColumn('k1')).toContain('c1');
});

it('the steps before somebody else’s work are not undone through it', () => {
  history.submit(recolor('rose'));
  echo();
  others(recolor('blue'));
  history.submit(recolor('green'));
  echo();
  expect(history.undo()?.reason).toBeUndefined();
  echo();
  expect(card('c1').color).toBe('blue');
  expect(history.undo()?.reason).toBe('changed');
  expect(card('c1').color).toBe('blue');
});

it('what others did just before, unseen, is what undo brings back', () => {
  history.submit(recolor('green'));
  others(recolor('blue'));
  echo();
  expect(card('c1').color).toBe('green');
  history.undo();
  echo();
  expect(card('c1').color).toBe('blue');
});

it('of two steps on their way only the first came after what others did', () => {
  history.submit(recolor('green'));
  history.submit(recolor('lilac'));
  others(recolor('blue'));
  echo();
  history.undo();
  echo();
  expect(card('c1').color).toBe('green');
  history.undo();
  echo();
  expect(card('c1').color).toBe('blue');
});

it('the place comes back although the server gave another rank than was foreseen', () => {
  history.submit(move('c1', 'k2'));
  take(outbox.pending()[0].edit, ME, { rank: 'X' });
  history.submit(move('c1', 'k1'));
  echo();
  expect(history.undo()?.reason).toBeUndefined();
  take(outbox.pending()[0].edit, ME, { rank: 'W' });
  expect(history.undo()?.reason).toBeUndefined();
  echo();
  expect(inColumn('k1')).toEqual(['c1', 'c2', 'c3']);
});

it('words are written back on the base of the own ones, so that the server can keep what others wrote', () => {
  const [mine] = history.submit(write('Meins'));
  take(outbox.pending()[0].edit, ME, { text: 'Meins und ihres' });
  history.undo();
  expect(outbox.pending()[0].edit).toMatchObject({ type: 'card.write', card_id: 'c1', text: '', base: mine });
  const [{ edit }] = outbox.pending();
  take(edit, ME, { text: 'und ihres' });
  history.redo();
  expect(outbox.pending()[0].edit).toMatchObject({ text: 'Meins', base: edit.id });
});

it('words written again before they were sent are one step', () => {
  history.submit(write('Eins'));
  history.submit(write('Zwei'));
  history.undo();
  expect(card('c1').text).toBe('');
  history.redo();
  expect(card('c1').text).toBe('Zwei');
});

it('edits made together are undone together, and not at all if one of them cannot be', () => {
  const both = [recolor('rose'), move('c2', 'k2')];
  history.submit(...both);
  echo();
  history.undo();
  echo();
  expect([card('c1').color, inColumn('k1')]).toEqual(['white', ['c1', 'c2', 'c3']]);
  history.redo();
  echo();
  others(move('c2', 'k1'));
  expect(history.undo()?.reason).toBe('changed');
  expect(card('c1').color).toBe('rose');
});

it.each([
  ['gone', () => others({ type: 'column.delete', column_id: 'k2' }), 'nowhere'],
  ['in the trash', () => others({ type: 'card.delete', card_id: 'c1' }), 'trashed'],
])('a card is not moved back when it or its column is %s', (_, meanwhile, reason) => {
  history.submit(move('c1', 'k2'));
  history.submit(move('c1', 'k1'));
  echo();
  meanwhile();
  expect(history.undo()?.reason).toBe(reason);
});

it('a card that was purged is gone', () => {
  history.submit(recolor('rose'));
  echo();
  board.receive([{ seq: seq + 1, type: 'card.purge', id: 'x', changes: [{ remove: 'card', id: 'c1' }] }]);
  board.flush();
  expect(history.undo()?.reason).toBe('gone');
});

it('a refused edit is no step', () => {
  const [id] = history.submit(recolor('rose'));
  outbox.settle([id]);
  board.flush();
  history.refused(id);
  expect(history.undoable).toBeUndefined();
});

it('a new step ends what could be done again', () => {
  history.submit(recolor('rose'));
  history.undo();
  history.submit(recolor('blue'));
  expect(history.redoable).toBeUndefined();
});

it('one certain step can be undone, whatever came after it', () => {
  const [id] = history.submit({ type: 'card.delete', card_id: 'c2' });
  history.submit(recolor('rose'));
  history.undo(id);
  expect(inColumn('k1')).toEqual(['c1', 'c2', 'c3']);
  expect(card('c1').color).toBe('rose');
  expect(history.undo(id)).toBeUndefined();
});

it('what nobody can undo is no step', () => {
  history.submit({ type: 'card.purge', card_id: 'c1' });
  history.submit({ type: 'key.add', key_id: 'x' });
  expect(history.undoable).toBeUndefined();
});

it('after a snapshot own edits count as done, and what comes next comes after them', () => {
  history.submit(recolor('rose'));
  const [{ edit }] = outbox.pending();
  server.fold(predict(server, edit, ME, NOW));
  outbox.settle([edit.id]);
  board.load({ epoch: 'b', seq: (seq += 1), you: ME, records: Object.fromEntries(server.kinds().map((kind) => [kind, [...server.table(kind).values()]])) });
  others({ type: 'card.write', card_id: 'c1', title: 'Anders' });
  expect(history.undo()?.reason).toBeUndefined();
  echo();
  expect([card('c1').color, card('c1').title]).toEqual(['white', 'Anders']);
});
