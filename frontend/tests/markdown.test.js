import { describe, expect, it } from 'vitest';
import { safeHref } from '../src/core/href.js';
import { plain, toDom } from '../src/core/markdown.js';
import * as shown from '../src/core/marked-text.svelte.js';

/** @param {string} text @param {(text: string) => DocumentFragment} [make] */
function html(text, make = toDom) {
  const div = document.createElement('div');
  div.append(make(text));
  return div.innerHTML;
}

describe('our part of Markdown', () => {
  it.each([
    ['eins\nzwei', '<p>eins<br>zwei</p>'],
    ['eins\n\nzwei', '<p>eins</p><p>zwei</p>'],
    ['**fett** und *schief*', '<p><strong>fett</strong> und <em>schief</em></p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. c\n4. d', '<ol start="3"><li>c</li><li>d</li></ol>'],
    ['- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['> Wort', '<blockquote><p>Wort</p></blockquote>'],
    ['# Groß', '<p data-part="heading">Groß</p>'],
    ['2 \\* 3', '<p>2 * 3</p>'],
    ['- [x] erledigt', '<ul><li>☑ erledigt</li></ul>'],
  ])('%j', (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it('links leave the page without a trace of it', () => {
    expect(html('[hier](https://example.org/a?b=1)')).toBe(
      '<p><a href="https://example.org/a?b=1" rel="noopener noreferrer" target="_blank">hier</a></p>',
    );
  });
});

describe('a text as views show it', () => {
  const PIECES = ['Bank', ' ', '  ', '.', '- ', '1. ', ')', '#', '*', '*a*', '_', '`', '[', ']', '!', ':', '://', 'http://', 'www.',
    'a.de', '@', '&amp;', '<b>', '~', '|', '\\', '\t', '"', '…'];

  /** The same numbers each time. @param {number} seed */
  function* numbers(seed) {
    for (;;) yield (seed = (seed * 48271) % 2147483647);
  }

  it('is shown as typed until the lexer is there', () => {
    expect(html('**fett** <b>', shown.toDom)).toBe('<p>**fett** &lt;b&gt;</p>');
    expect(shown.plain('**fett**\n- a')).toBe('**fett** - a');
  });

  it('is shown as the lexer would have it', async () => {
    await shown.loadMarkdown();
    expect(html('**fett**', shown.toDom)).toBe('<p><strong>fett</strong></p>');
    const random = numbers(7);
    const next = (/** @type {number} */ below) => /** @type {number} */ (random.next().value) % below;
    const other = [];
    for (let round = 0; round < 700; round += 1) {
      const text = 'B' + Array.from({ length: next(6) }, () => PIECES[next(PIECES.length)]).join('');
      if (html(text) !== html(text, shown.toDom) || plain(text) !== shown.plain(text)) other.push(text);
    }
    expect(other).toEqual([]);
  }, 30_000);
});

describe('what is not in it is shown as it was typed', () => {
  it.each([
    ['<img src=x onerror=alert(1)>'],
    ['<script>alert(1)</script>'],
    ['a <b>b</b> c'],
    ['![Bild](https://example.org/a.png)'],
    ['`code`'],
    ['| a | b |\n|---|---|\n| 1 | 2 |'],
    ['    eingerückt'],
    ['&lt;b&gt; &amp; &copy;'],
    ['---'],
  ])('%j', (text) => {
    const div = document.createElement('div');
    div.append(toDom(text));
    expect(div.textContent?.replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
    expect(div.querySelector('img, script, table, code, b')).toBeNull();
  });
});

describe('links', () => {
  it.each([['javascript:alert(1)'], ['JaVaScRiPt:alert(1)'], ['java\nscript:alert(1)'], ['data:text/html,x'], ['vbscript:x'], ['file:///etc'], ['/b/other'], ['//example.org'], ['#x']])(
    '%j is no link',
    (href) => {
      expect(safeHref(href)).toBeNull();
      expect(html(`[a](<${href.replace('\n', '')}>)`)).not.toContain('<a');
    },
  );

  it.each([['https://example.org/'], ['http://example.org/'], ['mailto:rathaus@example.org']])('%j is one', (href) => {
    expect(safeHref(href)).toBe(href);
  });
});

describe('plain', () => {
  it('leaves the words', () => {
    expect(plain('# Bus\n\n- **Freitag**\n- [Samstag](https://example.org)\n\nbis *zwölf*')).toBe('Bus Freitag Samstag bis zwölf');
  });
});
