import { describe, expect, it } from 'vitest';
import { addressOf, clean, insertLink, isBlock, isMarked, nextItem, toggleBlock, toggleMark } from '../src/core/writing.js';

/** Text with its selection between bars, or the caret as one. @param {string} marked */
function selection(marked) {
  const [before, inside, after] = marked.split('|');
  if (after === undefined) return { text: before + inside, start: before.length, end: before.length };
  return { text: before + inside + after, start: before.length, end: before.length + inside.length };
}

/** @param {string} marked @param {(selection: import('../src/core/writing.js').Selection) => import('../src/core/writing.js').Change | null} change */
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
    ['9. eins|', '9. eins\n10. |'],
    ['> eins|', '> eins\n> |'],
    ['  - eins|', '  - eins\n  - |'],
    ['- eins\n- |', '- eins\n\n|'],
    ['- eins\n2) |', '- eins\n\n|'],
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
    expect(link('|a](x)|')).toBe('[a\\](x)](https://example.org/a%28b%29)|');
  });
});

describe('pasted words', () => {
  it.each([
    ['eins\r\nzwei\u000bdrei', 'eins\nzwei\ndrei'],
    ['•\teins\n•\tzwei', '- eins\n- zwei'],
    ['·       eins', '- eins'],
    ['o   eins', '- eins'],
    ['1.\teins', '1. eins'],
    ['zehn\u00a0Euro\u200b\u0007', 'zehn Euro'],
    ['a\n\n\n\n\nb', 'a\n\nb'],
    ['Zoë 👨‍👩‍👧 שלום', 'Zoë 👨‍👩‍👧 שלום'],
  ])('%j become %j', (pasted, words) => {
    expect(clean(pasted)).toBe(words);
  });
});
