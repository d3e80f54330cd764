import { describe, expect, it } from 'vitest';
import { searchable } from '../src/text/shown.js';
import { addressOf, clean, insertLink, isBlock, isMarked, nextItem, toggleBlock, toggleMark } from '../src/text/writing.js';
import { random } from './hostile.js';

/** Text with its selection between bars, or the caret as one. @param {string} marked */
function selection(marked) {
  const [before, inside, after] = marked.split('|');
  if (after === undefined) return { text: before + inside, start: before.length, end: before.length };
  return { text: before + inside + after, start: before.length, end: before.length + inside.length };
}

/** @param {string} marked @param {(selection: import('../src/text/writing.js').Selection) => import('../src/text/writing.js').Change | null} change */
function after(marked, change) {
  const was = selection(marked);
  const { from, to, insert, start, end } = change(was) ?? { from: 0, to: 0, insert: '', start: -1, end: -1 };
  if (start < 0) return null;
  const text = was.text.slice(0, from) + insert + was.text.slice(to);
  return start === end ? `${text.slice(0, start)}|${text.slice(start)}` : `${text.slice(0, start)}|${text.slice(start, end)}|${text.slice(end)}`;
}

describe('a mark', () => {
  it.each(/** @type {const} */ ([
    ['bold', 'ein |gutes| Wort', 'ein **|gutes|** Wort'],
    ['bold', 'ein **|gutes|** Wort', 'ein |gutes| Wort'],
    ['bold', 'ein |**gutes**| Wort', 'ein |gutes| Wort'],
    ['italic', 'ein |gutes| Wort', 'ein *|gutes|* Wort'],
    ['italic', 'ein *|gutes|* Wort', 'ein |gutes| Wort'],
    ['italic', 'ein **|gutes|** Wort', 'ein ***|gutes|*** Wort'],
    ['italic', 'ein ***|gutes|*** Wort', 'ein **|gutes|** Wort'],
    ['bold', 'ein ***|gutes|*** Wort', 'ein *|gutes|* Wort'],
    ['bold', 'ein| gutes |Wort', 'ein **|gutes|** Wort'],
    ['bold', 'ein gu|tes Wort', 'ein **|gutes|** Wort'],
    ['bold', 'ein **gu|tes** Wort', 'ein |gutes| Wort'],
    ['bold', 'ein |', 'ein **|**'],
    ['bold', 'ein **|**', 'ein |'],
    ['bold', '|- eins\n- zwei|', '- **|eins**\n- **zwei|**'],
    ['bold', '|- **eins**\n- **zwei**|', '- |eins\n- zwei|'],
    ['bold', '|eins\n\nzwei|', '**|eins**\n\n**zwei|**'],
    ['italic', 'Grüße an |Zoë 👋|', 'Grüße an *|Zoë 👋|*'],
    ['bold', 'alle Schüler*in|nen da', 'alle **|Schüler*innen|** da'],
    ['bold', 'alle **Schüler*in|nen** da', 'alle |Schüler*innen| da'],
    ['bold', 'un|klar|', 'un**|klar|**'],
    ['italic', 'un|klar|', '*|unklar|*'],
    ['bold', '2|0 % mehr|', '**|20 % mehr|**'],
    ['italic', 'Hinweis:|nur heute| da', '*|Hinweis:nur heute|* da'],
    ['bold', '|ein **guter** Weg|', '**|ein guter Weg|**'],
    ['italic', '|ein **guter** Weg|', '*|ein **guter** Weg|*'],
    ['bold', '|24. Dezember|', '24. **|Dezember|**'],
  ]))('%s makes of %j %j', (mark, before, then) => {
    expect(after(before, (was) => toggleMark(was, mark))).toBe(then);
  });

  it('shows whether it is on', () => {
    expect([isMarked(selection('**gu|t**'), 'bold'), isMarked(selection('**gu|t**'), 'italic')]).toEqual([true, false]);
    expect([isMarked(selection('***gu|t***'), 'bold'), isMarked(selection('***gu|t***'), 'italic')]).toEqual([true, true]);
    expect(isMarked(selection('gut|'), 'bold')).toBe(false);
  });
});

describe('a block', () => {
  it.each(/** @type {const} */ ([
    ['bullet', 'eins|', '- eins|'],
    ['bullet', '- eins|', 'eins|'],
    ['bullet', '|', '- |'],
    ['bullet', 'a\n|b\nc|\nd', 'a\n|- b\n- c|\nd'],
    ['bullet', 'a\n|- b\n- c|\nd', 'a\n|b\nc|\nd'],
    ['bullet', '|b\n|c', '|- b|\nc'],
    ['number', '|a\n\nb|', '|1. a\n\n2. b|'],
    ['number', '|- a\n- b|', '|1. a\n2. b|'],
    ['bullet', '|1. a\n2. b|', '|- a\n- b|'],
    ['heading', 'Titel|', '## Titel|'],
    ['heading', '# Titel|', 'Titel|'],
    ['quote', '|a\nb|', '|> a\n> b|'],
    ['quote', '> a|', 'a|'],
    ['quote', '|5 Leute|', '|>  5 Leute|'],
    ['quote', '|  eins\n- zwei|', '|> eins\n> zwei|'],
    ['heading', '- [x] Titel|', '## Titel|'],
    ['bullet', '  eins|', '  - eins|'],
    ['bullet', '+ eins|', '- + eins|'],
  ]))('%s makes of %j %j', (block, before, then) => {
    expect(after(before, (was) => toggleBlock(was, block))).toBe(then);
  });

  it('shows whether it is on', () => {
    expect([isBlock(selection('- a|'), 'bullet'), isBlock(selection('- a|'), 'number'), isBlock(selection('|'), 'bullet')]).toEqual([true, false, false]);
    expect(isBlock(selection('|- a\nb|'), 'bullet')).toBe(false);
  });
});

describe('Enter', () => {
  it.each([
    ['- eins|', '- eins\n- |'],
    ['- eins|zwei', '- eins\n- |zwei'],
    ['> eins|', '> eins\n> |'],
    ['  - eins|', '  - eins\n  - |'],
    ['- eins\n- |', '- eins\n|'],
    ['- eins\n2) |', '- eins\n|'],
    ['- [x] eins|', '- [x] eins\n- [ ] |'],
    ['- [ ] |', '|'],
    ['1) eins|', '1) eins\n2) |'],
    ['8. eins\n9. zwei|', '8. eins\n9. zwei\n10. |'],
    ['24. Dezember|', null],
    ['+ eins|', null],
    ['- |', '|'],
    ['eins|', null],
    ['# eins|', null],
    ['|- eins', null],
    ['', null],
  ])('makes of %j %j', (before, then) => {
    expect(after(before || '|', nextItem)).toBe(then);
  });
});

describe('a link', () => {
  it.each([
    ['https://example.org/a', 'https://example.org/a'],
    ['  http://example.org ', 'http://example.org/'],
    ['www.example.org', 'https://www.example.org/'],
    ['example.org/plan?x=1', 'https://example.org/plan?x=1'],
    ['amt@example.org', 'mailto:amt@example.org'],
    ['mailto:amt@example.org', 'mailto:amt@example.org'],
    ['javascript:alert(1)', null],
    ['JaVaScRiPt:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['//example.org', null],
    ['nur Wörter', null],
    ['', null],
  ])('to %j is %j', (typed, address) => {
    expect(addressOf(typed)).toBe(address);
  });

  it('stands around what is selected, and no sign of it breaks out', () => {
    const link = (/** @type {string} */ marked) => after(marked, (was) => insertLink(was, 'https://example.org/a(b)', 'example.org'));
    expect(link('der |Plan| hier')).toBe('der [Plan](https://example.org/a%28b%29)| hier');
    expect(link('der |')).toBe('der [example.org](https://example.org/a%28b%29)|');
    expect(link('|a](x)|')).toBe('[a)(x)](https://example.org/a%28b%29)|');
  });
});

describe('pasted words', () => {
  it.each([
    ['eins\r\nzwei\u000bdrei', 'eins\nzwei\ndrei'],
    ['•\teins\n•\tzwei', '- eins\n- zwei'],
    ['·       eins', '- eins'],
    ['o\teins', '- eins'],
    ['o Ja\n§ 5 Abs. 2\n– so', 'o Ja\n§ 5 Abs. 2\n– so'],
    ['1.\teins', '1. eins'],
    ['zehn\u00a0Euro\u200b\u0007', 'zehn Euro'],
    ['a\n\n\n\n\nb', 'a\n\nb'],
    ['Zoë 👨‍👩‍👧 שלום', 'Zoë 👨‍👩‍👧 שלום'],
  ])('%j become %j', (pasted, words) => {
    expect(clean(pasted)).toBe(words);
  });
});

it('whatever is marked, the words stay as they were', () => {
  const PIECES = ['Weg', ' ', '*', '**', 'ä', '5', '(', ')', ':', '`', '\\', '[a](http://b)', '- ', '„', '.', '\n'];
  const next = random(3);
  const other = [];
  for (let round = 0; round < 500; round += 1) {
    const text = Array.from({ length: 1 + next(7) }, () => PIECES[next(PIECES.length)]).join('');
    const start = next(text.length);
    const was = { text, start, end: start + 1 + next(text.length - start) };
    for (const mark of /** @type {const} */ (['bold', 'italic'])) {
      const { from, to, insert } = toggleMark(was, mark);
      const words = searchable(text.slice(0, from) + insert + text.slice(to));
      if (words !== searchable(text) && !isMarked(was, mark) && fits(was)) other.push([was, mark, insert]);
    }
  }
  expect(other).toEqual([]);
}, 30_000);

/** Only words, with blanks around: these can always carry a mark. @param {import('../src/text/writing.js').Selection} was */
function fits({ text, start, end }) {
  return /^[Wegä ]+$/.test(text.slice(start, end)) && /\S/.test(text.slice(start, end)) && /^(?:\s|$)/.test(text.slice(end)) && /(?:^|\s)$/.test(text.slice(0, start)) && !/[*`\\[]/.test(text);
}
