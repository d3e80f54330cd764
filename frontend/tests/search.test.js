import { describe, expect, it } from 'vitest';
import { fold, foldedRecord, parseQuery } from '../src/board/query.js';
import { card, comment } from './make.js';

/** @param {string} typed @param {string} text */
const finds = (typed, text) => {
  const query = parseQuery(typed);
  return !!query && query.found(card('c', 'k', 'V', { title: '', text })) === query.all;
};
/** @param {string} typed @param {string} text */
const marked = (typed, text) => parseQuery(typed)?.places(text).map(([from, to]) => text.slice(from, to));

const WORDS = ['Grünfläche', 'Straße', 'Café', 'Quelle', 'Bauer', 'neue Öfen', 'NAÏVE', 'Ærø', 'Łódź', 'Ελλάς', 'Żółw', 'ﬁnden', 'İstanbul', '👩‍🌾 Hof', 'a1-b2 (c)', 'Mu\u00adse\u00adum'];
const WRITTEN = [
  (/** @type {string} */ text) => text,
  (/** @type {string} */ text) => text.toUpperCase(),
  (/** @type {string} */ text) => text.toLowerCase(),
  (/** @type {string} */ text) => text.normalize('NFD'),
  (/** @type {string} */ text) => text.normalize('NFC'),
];
/** Every piece of a text, cut between letters. @param {string} text */
function pieces(text) {
  const letters = [...text];
  return letters.flatMap((_, from) => letters.slice(from).map((_, length) => letters.slice(from, from + length + 1).join('')));
}

describe('a word is found', () => {
  it.each(WORDS)('in every way to write „%s“, by every way to write it', (word) => {
    for (const typed of WRITTEN) for (const text of WRITTEN) expect(finds(`"${typed(word)}"`, text(word)), `${typed(word)} in ${text(word)}`).toBe(true);
  });

  it.each(WORDS)('by every piece of „%s“ that one types', (word) => {
    for (const piece of pieces(word).filter((piece) => fold(piece).trim())) expect(finds(`"${piece}"`, word), piece).toBe(true);
  });

  it.each([
    ['gruen', 'Grün'], ['grün', 'Gruen'], ['grun', 'Grün'], ['grün', 'Grun'], ['gruen', 'Grun'], ['grun', 'Gruen'],
    ['ellgruen', 'Quellgrün'], ['strasse', 'Straße'], ['straße', 'STRASSE'], ['cafe', 'Café'], ['café', 'CAFE'], ['er', 'Bauer'],
  ])('„%s“ in „%s“', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([['grün', 'Grind'], ['rad', 'Rat'], ['.', 'Punkt'], ['a*', 'aaa'], ['\\d', '5'], ['naive', 'neu']])('but not „%s“ in „%s“', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });
});

describe('several words', () => {
  it('must all be there, in any order', () => {
    expect([finds('fluss radweg', 'Radweg am Fluss'), finds('fluss steg', 'Radweg am Fluss')]).toEqual([true, false]);
  });

  it('stand together within quotation marks, also while the second is not typed yet', () => {
    for (const typed of ['"am fluss"', '„am Fluss“', '"am fl', '»am  Fluss«']) {
      expect([finds(typed, 'Radweg am\nFluss'), finds(typed, 'Fluss am Radweg')]).toEqual([true, false]);
    }
  });

  it('are nothing to look for when there are none', () => {
    expect(['', '  ', '""', '„', '\u00ad'].map(parseQuery)).toEqual([null, null, null, null, null]);
  });

  it('may be very many', () => {
    const many = Array.from({ length: 40 }, (_, number) => `wort${number}`).join(' ');
    expect([finds(many, many), finds(many, 'wort1')]).toEqual([true, false]);
  });
});

describe('a record', () => {
  it('has its title, its text without marks and its author', () => {
    const words = foldedRecord(card('c', 'k', 'V', { title: 'Radweg', text: 'Mit **Steg** und [Plan](https://example.org)', author_name: 'Jörg' }));
    expect(words.split('\0')).toEqual(['radweg', 'mit steg und plan', 'jo\u0308rg']);
  });

  it('does not join the end of its title with its text', () => {
    const query = parseQuery('"weg am"');
    expect(query?.found(card('c', 'k', 'V', { title: 'Radweg', text: 'am Fluss' }))).toBe(0);
  });

  it('says which words it has, so that a comment can bring the others', () => {
    const query = parseQuery('radweg teuer');
    const [one, other] = [query?.found(card('c', 'k', 'V', { title: 'Radweg' })), query?.found(comment('x', 'c', { text: 'Zu teuer' }))];
    expect([one, other, query?.all]).toEqual([1, 2, 3]);
  });

  it('is read again when it has changed', () => {
    const before = card('c', 'k', 'V', { title: 'Radweg' });
    const query = parseQuery('radweg');
    expect([query?.found(before), query?.found({ ...before, title: 'Fußweg' })]).toEqual([1, 0]);
  });
});

describe('a text is found as it is seen', () => {
  it.each([
    ['schüler*innen', 'Alle Schüler*innen kommen'],
    ['innen', 'Alle Schüler*innen kommen'],
    ['unklar', 'ganz un**klar**'],
    ['"ganz unklar heute"', '*ganz* un**klar** [heute](https://example.org/a)'],
    ['"24. dezember"', '24. Dezember'],
    ['zelt', '- [x] **Z**elt'],
    ['"<hier>"', 'bei <hier>'],
    ['a*b', '`a*b`'],
  ])('by „%s“: „%s“', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([['**', 'un**klar**'], ['example', '[hier](https://example.org/)'], ['"- a"', '- a']])('not by „%s“: „%s“', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });
});

describe('places', () => {
  it.each([
    ['weg', 'Radweg, Gehweg', ['weg', 'weg']],
    ['stras', 'Hauptstraße 3', ['straß']],
    ['gruen', 'im GRU\u0308NEN', ['GRU\u0308N']],
    ['gru', 'Gru\u0308n', ['Gru\u0308']],
    ['hof', '👩‍🌾 Hof', ['Hof']],
    ['museum', 'Mu\u00adse\u00adum!', ['Mu\u00adse\u00adum']],
    ['rad radweg', 'Radweg', ['Radweg']],
    ['x', 'Radweg', []],
  ])('of „%s“ in „%s“', (typed, text, expected) => {
    expect(marked(typed, text)).toEqual(expected);
  });

  it.each(WORDS)('are the whole of „%s“ when all of it is looked for', (word) => {
    for (const write of WRITTEN) expect(marked(`"${word}"`, write(word)), write(word)).toEqual([write(word)]);
  });
});

it('reads each of two thousand cards once, whatever is looked for', () => {
  let reads = 0;
  const cards = Array.from({ length: 2000 }, (_, number) =>
    Object.defineProperty(card(`c${number}`, 'k', 'V'), 'text', {
      get: () => ((reads += 1), `Am **Flussufer** ${number}: eine schöne Wiese für alle, mit Bänken und Bäumen.`),
    }));
  const found = ['fl', 'flus', 'flussufer', 'wiese 7', 'wiese 77'].map((typed) => {
    const query = parseQuery(typed);
    return cards.filter((one) => query?.found(one) === query?.all).length;
  });
  expect(found).toEqual([2000, 2000, 2000, 542, 38]);
  expect(reads).toBeLessThanOrEqual(2 * cards.length); // whether there is a text, and what it says
});
