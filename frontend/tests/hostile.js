/**
 * Texts made to take long. What of them is tried differs by the seed; the worst that were ever found stand here by name.
 */

/** What a hostile text is made of: marks that nest and marks that never end, beginnings of lines, addresses, wide letters. */
const PIECES = [
  '*', '**', '***', '*a*', ' *a', 'a* ', '***a* ', '**a ', '\\*', '`', '`a` ', 'a`', '\\', '\\\\', '[', ']', '](', '](http://', '[a', '[a](http://b) ',
  '[a](http://', '(', ')', '(a', '{', '<', '"', '„', '“', '’', '…', 'http://', 'https://a', 'www.', 'www.http://#', 'w', 'h', '@', 'a@', '@a', 'a@b.', 'a@b.de',
  '> ', '>', '\n', '- ', '* ', '1. ', '1\\. ', '\\- ', '- [ ] ', '#', '---', '  - ', '\t', ' ', '.', ':', '%', '-', '_', '~', 'a', 'ä', 'a\u0308', '\u{1d400}', '\u200b', 'İ', 'ﬁ', '5', 'ae',
];

/** The worst texts found, by what is repeated in them. @type {{ [name: string]: string }} */
export const WORST = {
  'three stars that close one': '***a* ',
  'one star each': '*a* ',
  'bold within words, escaped': '**\\*a* \\[a:',
  'addresses without a host': 'www.http://#',
  'brackets': '[',
  'links without an end': '[a](http://',
  'a star and a bracket': '*[a',
  'backticks': '`',
  'backslashes before stars': '\\*',
  'more than': '>',
  'quotes': '> ',
  'numbers': '1. ',
  'blank lines': '\n',
  'items': '- \n',
  'mail addresses without an end': 'a@b.',
  'brackets that open': '(',
  'blanks': ' ',
  'letters with marks': 'a\u0308',
  'wide letters': '\u{1d400}',
  'stars': '*',
};

/** The same numbers for the same seed. @param {number} seed @returns {(below: number) => number} */
export function random(seed) {
  let last = seed;
  return (below) => (last = (last * 48271) % 2147483647) % below;
}

/** A text of so many signs. @param {string} unit @param {number} signs */
export function repeated(unit, signs) {
  return unit.repeat(Math.ceil(signs / unit.length)).slice(0, signs);
}

/** Some pieces. @param {(below: number) => number} next @param {number} most */
export function some(next, most) {
  return Array.from({ length: 1 + next(most) }, () => PIECES[next(PIECES.length)]).join('');
}

/** One kind of text to the middle, another or the same from there. @param {(below: number) => number} next @returns {(signs: number) => string} */
export function hostile(next) {
  const first = some(next, 6);
  const second = next(2) ? some(next, 4) : '';
  return (signs) => (second ? repeated(first, signs / 2) + repeated(second, signs / 2) : repeated(first, signs));
}
