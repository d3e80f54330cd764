import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from '../src/words/i18n.svelte.js';
import { ListImport, importFor } from '../src/across/exchange/importing/list-import.svelte.js';
import { faultInWords, problemList } from '../src/across/exchange/importing/problems.js';

/** A report of two cards. */
const REPORT = {
  preview: true,
  import_id: 'from-the-file',
  headers: ['Titel'],
  mapping: { title: 'Titel' },
  columns: [],
  cards: 2,
  comments: 0,
  rows: [],
  problems: [],
};

/** What the door was asked, and what it answers: the browser's part of the wire, no more. @type {any[]} */
let asked;
/** @type {{ status: number, response: any }[]} */
let answers;

class Wire {
  upload = new EventTarget();
  #listeners = new EventTarget();
  open() {}
  abort() {}
  /** @param {string} type @param {() => void} listener */
  addEventListener(type, listener) {
    this.#listeners.addEventListener(type, listener);
  }
  /** @param {FormData} form */
  send(form) {
    asked.push(Object.fromEntries(form));
    const { status, response } = answers.shift() ?? { status: 200, response: REPORT };
    Object.assign(this, { status, response });
    queueMicrotask(() => this.#listeners.dispatchEvent(new Event(status ? 'load' : 'error')));
  }
}

beforeEach(() => {
  setLanguage('de', false);
  asked = [];
  answers = [];
  vi.stubGlobal('XMLHttpRequest', Wire);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function chosen() {
  const list = new ListImport('b', 'Aus der Liste');
  list.choose([new File(['x'], 'ideen.csv')]);
  await vi.runAllTimersAsync();
  return list;
}

it('asks for a preview as soon as a file is chosen', async () => {
  const list = await chosen();
  expect([list.step, list.report?.cards, asked[0].preview]).toEqual(['match', 2, 'true']);
});

it('asks once after several quick changes, and sends only what was changed', async () => {
  const list = await chosen();
  list.match('text', 'A');
  list.match('text', 'B');
  list.match('author', '');
  await vi.runAllTimersAsync();
  expect(asked).toHaveLength(2);
  expect(JSON.parse(asked[1].mapping)).toEqual({ text: 'B', author: null });
});

it('forgets the headers when the file is read in another way', async () => {
  const list = await chosen();
  list.match('text', 'B');
  list.separator = ';';
  list.readAnew();
  await vi.runAllTimersAsync();
  expect([asked.at(-1).mapping, asked.at(-1).separator]).toEqual(['{}', ';']);
});

it('keeps everything and its id when no answer came', async () => {
  const list = await chosen();
  answers.push({ status: 0, response: null });
  await list.run();
  expect([list.step, list.fault && faultInWords(list.fault)]).toEqual(['match', expect.stringContaining('doppelt')]);
  list.match('text', 'B');
  answers.push({ status: 200, response: { ...REPORT, import_id: 'another' } });
  await vi.runAllTimersAsync();
  await list.run();
  expect(asked.filter((form) => form.import_id).map((form) => form.import_id)).toEqual(['from-the-file', 'from-the-file']);
  expect(list.step).toBe('done');
});

it('takes a new id only when the list is wanted twice', async () => {
  const list = await chosen();
  await list.run();
  await list.run(true);
  const ids = asked.filter((form) => form.import_id).map((form) => form.import_id);
  expect(ids[0]).toBe('from-the-file');
  expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
});

it('lets one say what is what when the server cannot tell', async () => {
  answers.push({ status: 422, response: { code: 'invalid', reason: 'no_words', headers: ['A', 'B'] } });
  const list = await chosen();
  expect([list.step, list.report?.headers, list.fault?.reason]).toEqual(['match', ['A', 'B'], 'no_words']);
});

it('takes the file that is called so for the comments', async () => {
  const list = new ListImport('b', '');
  list.choose([new File(['x'], 'Kommentare.csv'), new File(['x'], 'Ideen.csv')]);
  expect([list.file?.name, list.comments?.name]).toEqual(['Ideen.csv', 'Kommentare.csv']);
  await vi.runAllTimersAsync();
});

it('is found again until it is done', async () => {
  const list = importFor('b', '');
  expect(importFor('b', '')).toBe(list);
  list.step = 'done';
  expect(importFor('b', '')).not.toBe(list);
});

it('words problems line by line', () => {
  const problem = { file: /** @type {const} */ ('cards'), line: 4, code: 'nothing_in_it', detail: '', skipped: true };
  const other = { ...problem, file: /** @type {const} */ ('comments'), line: 1200, code: 'not known yet' };
  const report = /** @type {any} */ ({ ...REPORT, problems: [problem, other] });
  expect(problemList(report).split('\n')).toEqual([
    'Zeile 4: Ausgelassen: Hier steht weder ein Titel noch ein Text.',
    'Kommentare, Zeile 1.200: Ausgelassen: Das konnte so nicht gespeichert werden.',
  ]);
});
