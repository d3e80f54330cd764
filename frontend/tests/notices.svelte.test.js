import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announce, dismiss, say, shownToasts, spoken, tell } from '../src/ui/notices.svelte.js';

const words = () => shownToasts().map((toast) => toast.words);
const many = (/** @type {number} */ n) => `${n} Änderungen`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  shownToasts().forEach((toast) => dismiss(toast.id));
  vi.runAllTimers();
  vi.useRealTimers();
});

describe('toasts', () => {
  it('go by themselves, unless something has to be done about them', () => {
    say('gespeichert');
    say('nicht gespeichert', { sticky: true });
    vi.advanceTimersByTime(10_000);
    expect(words()).toEqual(['nicht gespeichert']);
  });

  it('are few, and the same words are there once', () => {
    for (const one of ['a', 'b', 'b', 'c', 'd', 'e']) say(one);
    expect(words()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('that carry somebody’s text stay, however many there are', () => {
    for (let n = 1; n <= 6; n += 1) say('abgelehnt', { sticky: true, text: `Text ${n}` });
    for (const one of ['a', 'b', 'c', 'd', 'e']) say(one);
    expect(shownToasts().filter((toast) => toast.text)).toHaveLength(6);
  });
});

describe('the live region', () => {
  it('tells one doing of others in its words, several as a number, and leaves pauses', () => {
    tell(() => 'Neue Karte', many);
    expect(spoken()).not.toBe('Neue Karte');
    vi.advanceTimersByTime(4_000);
    expect(spoken()).toBe('Neue Karte');
    const words = vi.fn(() => 'a');
    for (let n = 0; n < 3; n += 1) tell(words, many);
    expect(words).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(4_000);
    expect(spoken()).toBe('3 Änderungen');
  });

  it('says the same sentence twice so that it is heard twice', () => {
    announce('Karte angeheftet.');
    const first = spoken();
    announce('Karte angeheftet.');
    expect([spoken().trim(), spoken() === first]).toEqual(['Karte angeheftet.', false]);
  });
});
