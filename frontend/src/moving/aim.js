/**
 * Where something that is moved by hand would go. A place is named by its neighbours and never by a number, so that it
 * stays what was meant while others add, move and delete. Knows only data attributes:
 *
 *   data-column   a column, with its id          data-list   the list of cards in it, with the same id
 *   data-item     a card, with its id            data-scroll what scrolls the list
 *   data-closed   a column into which this visitor puts nothing
 */
import { neighboursAt } from '../replica/place.js';

/**
 * What is moved: a card, or a column as a whole.
 * @typedef {{ kind: 'item' | 'column', id: string }} Moved
 */
/**
 * Directly after one neighbour (null: at the beginning) and before the other (null: at the end). `list` is the column's
 * id, or '' for the row of columns.
 * @typedef {{ list: string, after: string | null, before: string | null }} Place
 */
/** @typedef {{ start: number, end: number }} Span */

/** How many of the spans, which follow one another, have their middle before `at`. @param {number} count @param {(index: number) => Span} span @param {number} at */
export function countBefore(count, span, at) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start, end } = span(middle);
    if ((start + end) / 2 <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span that holds `at`, else the nearest one; -1 if there is none. @param {Span[]} spans @param {number} at */
export function nearest(spans, at) {
  const away = spans.map(({ start, end }) => Math.max(start - at, at - end, 0));
  return away.indexOf(Math.min(...away));
}

/** Where each thing is on the page. What is looked up is kept until `forget()`, for lists may be long. */
export class Layout {
  /** @type {Map<Element, HTMLElement[]>} */
  #found = new Map();
  /** @type {Map<string, HTMLElement | null>} */
  #named = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  forget() {
    this.#found.clear();
    this.#named.clear();
  }

  columns() {
    return this.#all(this.root, '[data-column]');
  }

  /** @param {Element} list */
  items(list) {
    return this.#all(list, '[data-item]:not([hidden])');
  }

  /** @param {string} id @returns {HTMLElement | null} */
  list(id) {
    return this.#one('list', id);
  }

  /** @param {Moved} moved @returns {HTMLElement | null} */
  element({ kind, id }) {
    return this.#one(kind, id);
  }

  /** The siblings among which a place lies, in order. @param {string} list @param {Moved['kind']} kind */
  siblings(list, kind) {
    if (kind === 'column') return this.columns();
    const found = this.list(list);
    return found ? this.items(found) : [];
  }

  /** Where something is now. @param {Moved} moved @returns {Place | null} */
  placeOf(moved) {
    const element = this.element(moved);
    if (!element) return null;
    const list = moved.kind === 'item' ? listId(element) : '';
    const siblings = this.siblings(list, moved.kind);
    return { list, ...neighboursAt((at) => idOf(siblings[at]), siblings.indexOf(element), moved.id) };
  }

  /** The place that is meant by a point, null if it lies in a closed column. @param {Moved} moved @param {{ x: number, y: number }} point @returns {Place | null} */
  aim(moved, point) {
    if (moved.kind === 'column') return this.aimAmong(moved, '', point);
    const columns = this.columns();
    const spans = columns.map((column) => spanOf(column, 'left', 'right'));
    const column = columns[nearest(spans, point.x)];
    return column && isOpen(column) ? this.aimAmong(moved, String(column.dataset.column), point) : null;
  }

  /** The same within a list that is known. @param {Moved} moved @param {string} list @param {{ x: number, y: number }} point @returns {Place} */
  aimAmong(moved, list, point) {
    const siblings = this.siblings(list, moved.kind);
    const span = (/** @type {number} */ at) =>
      moved.kind === 'column' ? spanOf(siblings[at], 'left', 'right') : spanOf(siblings[at], 'top', 'bottom');
    const index = countBefore(siblings.length, span, moved.kind === 'column' ? point.x : point.y);
    return { list, ...neighboursAt((at) => idOf(siblings[at]), index, moved.id) };
  }

  /**
   * The elements beside a place, as far as they are still there. At the beginning that is whatever comes first now.
   * @param {Place} place
   * @param {Moved} moved
   */
  beside({ list, after, before }, { kind, id }) {
    const here = (/** @type {string | null} */ name) => {
      const element = name === null ? null : this.element({ kind, id: name });
      return element && (kind === 'column' || listId(element) === list) ? element : null;
    };
    const first = after === null ? this.siblings(list, kind).find((one) => idOf(one) !== id) : undefined;
    return { after: here(after), before: first ?? here(before) };
  }

  /** @param {string} name @param {string} id */
  #one(name, id) {
    const key = `${name} ${id}`;
    let one = this.#named.get(key);
    if (one === undefined) this.#named.set(key, (one = this.root.querySelector(`[data-${name}="${CSS.escape(id)}"]`)));
    return one;
  }

  /** @param {Element} within @param {string} selector @returns {HTMLElement[]} */
  #all(within, selector) {
    let all = this.#found.get(within);
    if (!all) this.#found.set(within, (all = [...within.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement)));
    return all;
  }
}

/** Whether something may be put into a column. @param {HTMLElement} column */
export function isOpen(column) {
  return column.dataset.closed === undefined;
}

/** @param {HTMLElement | undefined} element */
export function idOf(element) {
  return element && (element.dataset.item ?? element.dataset.column);
}

/** @param {Element} element */
function listId(element) {
  return /** @type {HTMLElement | null} */ (element.closest('[data-list]'))?.dataset.list ?? '';
}

/** @param {Element} element @param {'left' | 'top'} start @param {'right' | 'bottom'} end @returns {Span} */
function spanOf(element, start, end) {
  const rect = element.getBoundingClientRect();
  return { start: rect[start], end: rect[end] };
}
