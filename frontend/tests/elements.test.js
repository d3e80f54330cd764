import { describe, expect, it } from 'vitest';
import { safeHref } from '../src/text/href.js';
import { elementsOf } from '../src/ui/elements.js';

/** @param {string} text */
function built(text) {
  const div = document.createElement('div');
  div.append(elementsOf(text, { done: 'erledigt', open: 'offen' }));
  return div;
}

describe('a text as elements', () => {
  it.each([
    ['eins\nzwei', '<p>eins\nzwei</p>'],
    ['eins\n\nzwei', '<p>eins</p><p data-apart="">zwei</p>'],
    ['eins\n\n\n\nzwei', '<p>eins</p><p data-apart="">\n\n</p><p>zwei</p>'],
    ['  zwei  Blanks', '<p>  zwei  Blanks</p>'],
    ['**fett** und *schief*', '<p><strong>fett</strong> und <em>schief</em></p>'],
    ['**fett *beides* fett**', '<p><strong>fett <em>beides</em> fett</strong></p>'],
    ['`x*y`', '<p><code>x*y</code></p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['- a\n  - b\n- c', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
    ['- a\n\n- b', '<ul><li>a</li></ul><ul data-apart=""><li>b</li></ul>'],
    ['1. a\n  - b\n2. c', '<ol><li value="1"><span data-part="number">1. </span>a<ul><li>b</li></ul></li><li value="2"><span data-part="number">2. </span>c</li></ol>'],
    ['24. Dezember', '<ol><li value="24"><span data-part="number">24. </span>Dezember</li></ol>'],
    ['1. a\n1) b', '<ol><li value="1"><span data-part="number">1. </span>a</li></ol><ol><li value="1"><span data-part="number">1) </span>b</li></ol>'],
    ['- [x] Zelt', '<ul><li data-part="check"><span role="img" aria-label="erledigt">☑</span> Zelt</li></ul>'],
    ['- [ ] Zelt', '<ul><li data-part="check"><span role="img" aria-label="offen">☐</span> Zelt</li></ul>'],
    ['> eins\n> zwei', '<blockquote>eins\nzwei</blockquote>'],
    ['# Groß\nWort\n---', '<p data-part="heading">Groß</p><p>Wort</p><hr>'],
    ['      - tief', '<ul><li>tief</li></ul>'],
  ])('%j', (text, expected) => {
    expect(built(text).innerHTML).toBe(expected);
  });

  it('has links that leave the page without a trace of it', () => {
    const link = (/** @type {string} */ words) => `<a href="https://example.org/a?b=1" rel="noopener noreferrer" target="_blank">${words}</a>`;
    expect(built('[hier **und** da](https://example.org/a?b=1)').innerHTML).toBe(`<p>${link('hier <strong>und</strong> da')}</p>`);
    expect(built('https://example.org/a?b=1 https://example.org/a?b=1').innerHTML).toBe(`<p>${link('https://example.org/a?b=1')} ${link('https://example.org/a?b=1')}</p>`);
  });
});

describe('what is no mark is shown as it was typed', () => {
  it.each([
    ['<img src=x onerror=alert(1)>'],
    ['<script>alert(1)</script>'],
    ['a <b>b</b> c'],
    ['| a | b |\n|---|---|\n| 1 | 2 |'],
    ['    eingerückt\n\tund\tnoch mal'],
    ['&lt;b&gt; &amp; &copy;'],
    ['Schüler*innen _so_ ~~so~~'],
  ])('%j', (text) => {
    const div = built(text);
    expect(div.textContent).toBe(text);
    expect(div.querySelector(':not(p)')).toBeNull();
  });
});

describe('links', () => {
  it.each([['javascript:alert(1)'], ['JaVaScRiPt:alert(1)'], ['java\nscript:alert(1)'], ['data:text/html,x'], ['vbscript:x'], ['file:///etc'], ['/b/other'], ['//example.org'], ['#x']])(
    '%j is none',
    (href) => {
      expect(safeHref(href)).toBeNull();
      expect(built(`[a](${href}) <${href}>`).querySelector('a')).toBeNull();
    },
  );

  it.each([['https://example.org/'], ['http://example.org/'], ['mailto:rathaus@example.org']])('%j is one', (href) => {
    expect(safeHref(href)).toBe(href);
    expect(built(`[a](${href})`).querySelector('a')?.getAttribute('href')).toBe(href);
  });

  it('that lead to no host are words', () => {
    expect(built('[a](https://b:c)').innerHTML).toBe('<p>a</p>');
  });
});
