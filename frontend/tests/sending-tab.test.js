import { expect, it } from 'vitest';
import { SendingTab } from '../src/sync/sending-tab.js';
import { Locks } from './tabs.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {any} locks */
async function tabs(locks, count = 3) {
  const senders = Array.from({ length: count }, () => new SendingTab('board', () => {}, locks));
  for (const sender of senders) sender.wait();
  await soon();
  return senders;
}
const active = (/** @type {SendingTab[]} */ senders) => senders.map((sender) => sender.active);

it('one tab sends: the first, until another is used', async () => {
  const senders = await tabs(new Locks());
  expect(active(senders)).toEqual([true, false, false]);
  senders[2].take();
  await soon();
  expect(active(senders)).toEqual([false, false, true]);
  senders[0].take();
  await soon();
  expect(active(senders)).toEqual([true, false, false]);
});

it('when the sending tab ends, another one sends', async () => {
  const senders = await tabs(new Locks());
  senders[1].take();
  await soon();
  senders[1].end();
  await soon();
  expect(active(senders).filter(Boolean)).toHaveLength(1);
  expect(senders[1].active).toBe(false);
});

it('without locks every tab sends', async () => {
  const senders = await tabs(undefined, 2);
  senders[1].take();
  expect(active(senders)).toEqual([true, true]);
});

it('locks that are refused are as good as none', async () => {
  const refusing = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
  expect(active(await tabs(refusing, 2))).toEqual([true, true]);
});
