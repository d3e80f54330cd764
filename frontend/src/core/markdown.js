/**
 * Card text: a small part of Markdown, shown by building elements from marked's tokens. No markup is ever parsed as
 * HTML; what is not in the small part is shown as it was typed.
 */
import { Lexer } from 'marked';
import { safeHref } from './href.js';

/** @import { Token, Tokens } from 'marked' */

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function toDom(text) {
  const fragment = document.createDocumentFragment();
  appendAll(fragment, new Lexer({ gfm: true, breaks: true }).lex(text));
  return fragment;
}

/**
 * The text without marks, for labels and summaries.
 * @param {string} text
 * @returns {string}
 */
export function plain(text) {
  return words(new Lexer({ gfm: true, breaks: true }).lex(text)).replace(/\s+/g, ' ').trim();
}

/** @param {Token[]} tokens @returns {string} */
function words(tokens) {
  return tokens
    .map((token) => {
      if (token.type === 'list') return words(token.items) + ' ';
      const inner = 'tokens' in token && token.tokens?.length ? words(token.tokens) : 'text' in token ? token.text : ' ';
      return BLOCKS.has(token.type) ? `${inner} ` : inner;
    })
    .join('');
}

const BLOCKS = new Set(['paragraph', 'heading', 'blockquote', 'list_item', 'code', 'space', 'text']);

/** @param {ParentNode & Node} parent @param {Token[]} tokens */
function appendAll(parent, tokens) {
  for (const token of tokens) append(parent, token);
}

/** Elements whose only work is to hold what is inside them. @type {{ [type: string]: string }} */
const WRAPPERS = { paragraph: 'p', strong: 'strong', em: 'em', blockquote: 'blockquote', del: 's' };

/** @param {ParentNode & Node} parent @param {Token} token */
function append(parent, token) {
  const within = ('tokens' in token && token.tokens) || [];
  if (token.type in WRAPPERS) appendAll(inside(parent, WRAPPERS[token.type]), within);
  else if (token.type === 'heading') appendAll(inside(parent, 'p', 'heading'), within);
  else if (token.type === 'list') appendList(parent, /** @type {Tokens.List} */ (token));
  else if (token.type === 'link') appendLink(parent, /** @type {Tokens.Link} */ (token));
  else if (token.type === 'br') parent.appendChild(document.createElement('br'));
  else if (token.type === 'escape') parent.append(token.text);
  else if (token.type === 'text') appendText(parent, /** @type {Tokens.Text} */ (token));
  else if (token.type === 'code') inside(parent, 'p').textContent = token.raw.replace(/\n+$/, '');
  else if (token.type === 'space' || token.type === 'def') return;
  else if (BLOCK_RAW.has(token.type)) inside(parent, 'p').textContent = token.raw.trim();
  else parent.append(token.raw);
}

/** Blocks outside our part of Markdown: shown as typed. */
const BLOCK_RAW = new Set(['hr', 'table', 'html']);

/** @param {Node} parent @param {string} name @param {string} [part] */
function inside(parent, name, part) {
  const element = document.createElement(name);
  if (part) element.dataset.part = part;
  parent.appendChild(element);
  return element;
}

/** @param {ParentNode & Node} parent @param {Tokens.Text} token */
function appendText(parent, token) {
  if (token.tokens) appendAll(parent, token.tokens);
  else parent.append(token.text);
}

/** @param {ParentNode & Node} parent @param {Tokens.List} token */
function appendList(parent, token) {
  const list = inside(parent, token.ordered ? 'ol' : 'ul');
  if (token.ordered && typeof token.start === 'number' && token.start !== 1) list.setAttribute('start', String(token.start));
  for (const item of token.items) {
    const entry = inside(list, 'li');
    if (item.task) entry.append(item.checked ? '☑ ' : '☐ ');
    appendAll(entry, item.tokens.filter((inner) => inner.type !== 'checkbox'));
  }
}

/** @param {ParentNode & Node} parent @param {Tokens.Link} token */
function appendLink(parent, token) {
  const href = safeHref(token.href);
  if (!href) {
    parent.append(token.raw);
    return;
  }
  const link = inside(parent, 'a');
  link.setAttribute('href', href);
  link.setAttribute('rel', 'noopener noreferrer');
  link.setAttribute('target', '_blank');
  appendAll(link, token.tokens);
}
