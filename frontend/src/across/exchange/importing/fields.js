/** What a list can be asked for, as the door of imports names it (docs/exchange.md). */

export const CARD_FIELDS = ['title', 'text', 'column', 'author', 'created', 'color', 'id'];
export const COMMENT_FIELDS = ['card', 'text', 'subject', 'author', 'created'];

/** Encodings that can be named when none is found. */
export const ENCODINGS = [
  'utf-8',
  'utf-16',
  'utf-16-le',
  'utf-16-be',
  'windows-1252',
  'windows-1250',
  'iso-8859-1',
  'iso-8859-15',
  'macintosh',
  'cp437',
  'cp850',
];

/** @type {{ [name: string]: string }} */
export const SEPARATORS = { semicolon: ';', comma: ',', tab: '\t', bar: '|' };
