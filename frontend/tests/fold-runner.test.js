import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { card, records } from './make.js';

/** @type {import('node:child_process').ChildProcessWithoutNullStreams} */
let node;
/** @type {AsyncIterator<string>} */
let lines;

beforeAll(() => {
  node = spawn(process.execPath, ['src/replica/fold-runner.js']);
  lines = createInterface({ input: node.stdout })[Symbol.asyncIterator]();
});
afterAll(() => void node.kill());

/** @param {object | string} request */
async function ask(request) {
  node.stdin.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
  return JSON.parse((await lines.next()).value);
}

it('folds events into named replicas and dumps them in one form', async () => {
  expect(await ask({ id: 1, op: 'load', replica: 'a', records: records(), seq: 4 })).toEqual({ id: 1, seq: 4 });
  const events = [{ seq: 5 }, { seq: 6, changes: [{ put: 'card', record: card('c0', 'k2', 'V') }] }];
  expect(await ask({ id: 2, op: 'fold', replica: 'a', events })).toEqual({ id: 2, seq: 6 });
  const dump = await ask({ id: 3, op: 'dump', replica: 'a' });
  expect(dump.records.card.map((/** @type {any} */ row) => row.id)).toEqual(['c0', 'c1', 'c2', 'c3']);
  expect(Object.keys(dump.records.card[0])).toEqual(Object.keys(dump.records.card[0]).sort());
  expect(await ask({ id: 4, op: 'dump', replica: 'b' })).toEqual({ id: 4, seq: 0, records: {} });
});

it('ignores events it has, and refuses a gap', async () => {
  await ask({ id: 1, op: 'load', replica: 'c', records: records(), seq: 4 });
  const old = [{ seq: 4, changes: [{ remove: 'card', id: 'c1' }] }];
  expect(await ask({ id: 2, op: 'fold', replica: 'c', events: old })).toEqual({ id: 2, seq: 4 });
  expect((await ask({ id: 3, op: 'fold', replica: 'c', events: [{ seq: 6 }] })).error).toContain('6 after 4');
  expect((await ask({ id: 4, op: 'dump', replica: 'c' })).records.card).toHaveLength(3);
});

it('answers what it cannot read with an error and goes on', async () => {
  expect((await ask('no json')).error).toContain('SyntaxError');
  expect((await ask({ id: 5, op: 'nothing' })).error).toContain('unknown op');
  expect(await ask({ id: 6, op: 'drop', replica: 'c' })).toEqual({ id: 6, seq: 0 });
});
