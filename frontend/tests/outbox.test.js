import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '../src/sync/outbox.js';

/** @type {Outbox} */
let outbox;
const write = (/** @type {string} */ id, /** @type {object} */ words) => ({ id, type: 'card.write', card_id: 'c', ...words });
const ids = () => outbox.frames().map((frame) => frame.map((edit) => edit.id));

beforeEach(() => {
  outbox = new Outbox();
});

describe('frames', () => {
  it('hold what was not sent, in order', () => {
    outbox.add({ id: '1', type: 'card.delete', card_id: 'a' });
    outbox.add({ id: '2', type: 'card.delete', card_id: 'b' });
    expect(ids()).toEqual([['1', '2']]);
    outbox.sent(outbox.frames()[0]);
    expect(ids()).toEqual([]);
    outbox.unsend();
    expect(ids()).toEqual([['1', '2']]);
  });

  it('are split before they grow past 128 KiB, counted in bytes', () => {
    for (const id of ['1', '2', '3']) outbox.add({ id, type: 'comment.add', card_id: id, text: 'ü'.repeat(30_000) });
    expect(ids()).toEqual([['1', '2'], ['3']]);
    expect(outbox.frames().every((frame) => new Blob([JSON.stringify(frame)]).size < 256 * 1024)).toBe(true);
  });

  it('carry a bounded number of edits', () => {
    for (let id = 0; id < 1200; id += 1) outbox.add({ id: String(id), type: 'card.delete', card_id: 'c' });
    expect(outbox.frames().map((frame) => frame.length)).toEqual([500, 500, 200]);
  });
});

describe('writing a card again', () => {
  // [ME7]
  it('before the first was sent joins it, with the first one’s id and base', () => {
    expect(outbox.add(write('1', { title: 'a', text: 'x', base: 7 }))).toBe('1');
    expect(outbox.add(write('2', { text: 'y', base: '1' }))).toBe('1');
    expect(outbox.pending().map(({ edit }) => edit)).toEqual([write('1', { title: 'a', text: 'y', base: 7 })]);
  });

  // [ME7]
  it('after the first was sent is an edit of its own, based on the first', () => {
    outbox.add(write('1', { text: 'x', base: 7 }));
    outbox.sent(outbox.frames()[0]);
    expect(outbox.lastWrite('c')).toBe('1');
    expect(outbox.add(write('2', { text: 'y', base: '1' }))).toBe('2');
    expect(outbox.size).toBe(2);
  });

  it('never joins the writing of another card', () => {
    outbox.add(write('1', { text: 'x' }));
    outbox.add({ ...write('2', { text: 'y' }), card_id: 'other' });
    expect(outbox.size).toBe(2);
  });
});

it('forgets what is settled, and unknown ids are nothing', () => {
  outbox.add(write('1', { text: 'x' }));
  outbox.settle(['1', 'unknown']);
  outbox.unsend(['1']);
  expect([outbox.size, outbox.get('1'), outbox.lastWrite('c')]).toEqual([0, undefined, undefined]);
});
