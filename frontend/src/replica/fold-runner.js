/**
 * The browser's fold for tests in other languages: a long-lived node process that holds named replicas and speaks JSON
 * lines. One request, one answer, in order:
 *
 *   {"id", "op": "load", "replica"?, "records": {kind: […]}, "seq"}   → {"id", "seq"}
 *   {"id", "op": "fold", "replica"?, "events": [{"seq", "changes"?}]} → {"id", "seq"}
 *   {"id", "op": "dump", "replica"?}   → {"id", "seq", "records": {kind: [records by id, fields by name]}}
 *   {"id", "op": "drop", "replica"?}   → {"id", "seq": 0}
 *
 * A request that cannot be carried out is answered {"id", "error"}; an event that leaves a gap is such an error.
 */
import { createInterface } from 'node:readline';
import { Tables } from './fold.js';

/** @import { AnyRecord, BoardEvent } from './records.js' */

/** @type {Map<string, { tables: Tables, seq: number }>} */
const replicas = new Map();

/** @param {string} name */
function replica(name) {
  let found = replicas.get(name);
  if (!found) replicas.set(name, (found = { tables: new Tables(), seq: 0 }));
  return found;
}

/** @param {{ tables: Tables, seq: number }} target @param {BoardEvent[]} events */
function fold(target, events) {
  for (const event of events) {
    if (event.seq <= target.seq) continue;
    if (event.seq !== target.seq + 1) throw new Error(`event ${event.seq} after ${target.seq}`);
    target.tables.fold(event.changes ?? []);
    target.seq = event.seq;
  }
}

/** @param {AnyRecord} record */
function canonical(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Tables} tables */
function dump(tables) {
  /** @type {{ [kind: string]: AnyRecord[] }} */
  const records = {};
  for (const kind of tables.kinds().sort()) {
    const rows = [...tables.table(kind).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    if (rows.length) records[kind] = /** @type {AnyRecord[]} */ (rows.map(canonical));
  }
  return records;
}

/** @param {any} request */
function answer(request) {
  const name = request.replica ?? '';
  const target = replica(name);
  if (request.op === 'load') {
    target.tables.load(request.records);
    target.seq = request.seq;
  } else if (request.op === 'fold') {
    fold(target, request.events);
  } else if (request.op === 'dump') {
    return { id: request.id, seq: target.seq, records: dump(target.tables) };
  } else if (request.op === 'drop') {
    replicas.delete(name);
    return { id: request.id, seq: 0 };
  } else {
    throw new Error(`unknown op ${request.op}`);
  }
  return { id: request.id, seq: target.seq };
}

for await (const line of createInterface({ input: process.stdin })) {
  let request;
  try {
    request = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(answer(request))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id: request?.id ?? null, error: String(error) })}\n`);
  }
}
