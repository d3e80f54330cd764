/**
 * Card text as elements: paragraphs, lists, quotes and rules of its lines. No markup is ever parsed as HTML; every sign
 * that is shown is a text node, so that search can mark it and copying takes it along.
 */
import { safeHref } from '../text/href.js';
import { linesOf } from '../text/lines.js';

/** @import { Line } from '../text/lines.js' */
/** @import { Span } from '../text/spans.js' */

/** What a box is called by who does not see it. @typedef {{ done: string, open: string }} BoxNames */
/** A list that is open, and its last item. @typedef {{ list: HTMLElement, is: string, item: HTMLElement }} OpenList */

/**
 * @param {string} text
 * @param {BoxNames} names
 * @returns {DocumentFragment}
 */
export function elementsOf(text, names) {
  const page = new Page(names);
  for (const line of linesOf(text)) page.take(line);
  return page.fragment;
}

class Page {
  fragment = document.createDocumentFragment();
  #names;
  /** Where the lines of a paragraph or a quote go on. @type {HTMLElement | null} */
  #block = null;
  /** One per level. @type {OpenList[]} */
  #lists = [];
  /** Blank lines in a row: the first is some room above what follows. */
  #blanks = 0;

  /** @param {BoxNames} names */
  constructor(names) {
    this.#names = names;
  }

  /** @param {Line} line */
  take(line) {
    if (line.kind === 'words' && !line.spans.some((span) => span.text.trim())) {
      this.#blanks += 1;
      this.#end();
      return;
    }
    const blanks = this.#blanks;
    if (blanks > 1) this.#begin('p').append('\n'.repeat(blanks - 1));
    if (line.kind === 'words') this.#goOn('p', line);
    else if (line.kind === 'quote') this.#goOn('blockquote', line);
    else if (line.kind === 'heading' || line.kind === 'rule') this.#alone(line);
    else this.#item(line);
  }

  #end() {
    this.#block = null;
    this.#lists = [];
  }

  /** @param {string} name */
  #begin(name) {
    const element = inside(this.fragment, name);
    if (this.#blanks) element.dataset.apart = '';
    this.#blanks = 0;
    return element;
  }

  /** A line in a block of its kind. @param {string} name @param {Line} line */
  #goOn(name, line) {
    const block = this.#block;
    this.#end();
    if (block?.localName === name) (this.#block = block).append('\n');
    else this.#block = this.#begin(name);
    append(this.#block, line.spans);
  }

  /** @param {Line} line */
  #alone(line) {
    this.#end();
    const element = this.#begin(line.kind === 'rule' ? 'hr' : 'p');
    if (line.kind === 'heading') element.dataset.part = 'heading';
    append(element, line.spans);
  }

  /** @param {Line} line of a list */
  #item(line) {
    this.#block = null;
    const lists = this.#lists;
    const level = Math.min(line.depth, lists.length);
    lists.length = Math.min(lists.length, level + 1);
    const is = line.kind === 'number' ? `ol${line.sign}` : 'ul';
    if (lists[level]?.is !== is) {
      const name = is.slice(0, 2);
      const list = level ? inside(lists[level - 1].item, name) : this.#begin(name);
      lists[level] = { list, is, item: list };
    }
    const item = (lists[level].item = inside(lists[level].list, 'li'));
    if (line.kind === 'number') number(/** @type {HTMLLIElement} */ (item), line);
    if (line.kind === 'check') box(item, line.checked, this.#names);
    append(item, line.spans);
  }
}

/** @param {Node} parent @param {string} name */
function inside(parent, name) {
  const element = document.createElement(name);
  parent.appendChild(element);
  return element;
}

/** The number that was typed. @param {HTMLLIElement} item @param {Line} line */
function number(item, line) {
  item.value = line.number;
  const typed = inside(item, 'span');
  typed.dataset.part = 'number';
  typed.append(`${line.number}${line.sign} `);
}

/** @param {HTMLElement} item @param {boolean} checked @param {BoxNames} names */
function box(item, checked, names) {
  item.dataset.part = 'check';
  const sign = inside(item, 'span');
  sign.setAttribute('role', 'img');
  sign.setAttribute('aria-label', checked ? names.done : names.open);
  sign.append(checked ? '☑' : '☐');
  item.append(' ');
}

/** Spans beside each other share the elements around them. @param {HTMLElement} parent @param {Span[]} spans */
function append(parent, spans) {
  /** @type {{ is: string, element: HTMLElement }[]} */
  const open = [];
  for (const span of spans) {
    const around = aroundOf(span);
    let shared = 0;
    while (shared < open.length && !span.auto && open[shared].is === around[shared]) shared += 1;
    open.length = shared;
    for (const is of around.slice(shared)) {
      const within = open.at(-1)?.element ?? parent;
      open.push({ is, element: is.startsWith('a ') ? link(within, is.slice(2)) : inside(within, is) });
    }
    (open.at(-1)?.element ?? parent).append(span.text);
  }
}

/** Which elements are around a span, from outside to inside. @param {Span} span */
function aroundOf({ href, bold, italic, code }) {
  const around = [];
  const address = href && safeHref(href);
  if (address) around.push(`a ${address}`);
  if (bold) around.push('strong');
  if (italic) around.push('em');
  if (code) around.push('code');
  return around;
}

/** @param {HTMLElement} parent @param {string} address */
function link(parent, address) {
  const element = inside(parent, 'a');
  element.setAttribute('href', address);
  element.setAttribute('rel', 'noopener noreferrer');
  element.setAttribute('target', '_blank');
  return element;
}
