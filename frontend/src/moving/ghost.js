/**
 * What is seen of a drag: a picture of the dragged thing that follows the pointer, and a line where it would go. Both lie
 * outside the board and are moved by transforms alone, so that nothing of the board is laid out anew.
 */

/** @import { Moved, Place, Layout } from './aim.js' */

/** Items of a dragged column that its picture shows: more are out of sight anyway. */
const SHOWN = 8;
/** Thickness of the line, as in the style sheet. */
const THICK = 4;
/** Pixels between the edges of a list and its line. */
const INSET = 11;

export class Ghost {
  /**
   * @param {HTMLElement} element what is dragged
   * @param {{ x: number, y: number }} point where the pointer took it
   * @param {boolean} tilted
   */
  constructor(element, point, tilted) {
    const rect = element.getBoundingClientRect();
    this.offset = { x: rect.left - point.x, y: rect.top - point.y };
    this.turn = tilted ? ' rotate(1.5deg)' : '';
    this.box = document.createElement('div');
    this.box.dataset.ghost = '';
    this.box.ariaHidden = 'true';
    this.box.inert = true;
    this.box.style.width = `${rect.width}px`;
    this.box.style.height = `${Math.min(rect.height, innerHeight)}px`;
    this.box.style.transformOrigin = `${-this.offset.x}px ${-this.offset.y}px`;
    this.box.append(pictureOf(element));
    this.follow(point);
    document.body.append(this.box);
  }

  /** @param {{ x: number, y: number }} point */
  follow(point) {
    this.box.style.transform = `translate3d(${point.x + this.offset.x}px, ${point.y + this.offset.y}px, 0)${this.turn}`;
  }

  /** Fly to where the thing is now, then go. @param {HTMLElement | null} element @param {number} milliseconds @param {() => void} then */
  settle(element, milliseconds, then) {
    const gone = () => {
      this.box.remove();
      then();
    };
    if (!element || !milliseconds) return gone();
    const { left, top } = element.getBoundingClientRect();
    const options = { duration: milliseconds, easing: 'ease-out', fill: /** @type {const} */ ('forwards') };
    this.box.animate({ transform: `translate3d(${left}px, ${top}px, 0)` }, options).onfinish = gone;
  }
}

/** @param {HTMLElement} element */
function pictureOf(element) {
  const picture = /** @type {HTMLElement} */ (copy(element));
  picture.dataset.picture = '';
  for (const part of [picture, ...picture.querySelectorAll('*')]) {
    for (const name of ['id', 'data-item', 'data-column', 'data-list', 'data-stop', 'data-inner', 'data-lifted']) part.removeAttribute(name);
  }
  return picture;
}

/** A copy in which a list has only the items in sight. @param {Node} node @returns {Node} */
function copy(node) {
  if (!(node instanceof HTMLElement) || !node.querySelector('[data-list]')) {
    return node instanceof HTMLElement && node.hasAttribute('data-list') ? copyList(node) : node.cloneNode(true);
  }
  const made = node.cloneNode(false);
  for (const child of node.childNodes) made.appendChild(copy(child));
  return made;
}

/** @param {HTMLElement} list */
function copyList(list) {
  const made = list.cloneNode(false);
  const items = [...list.children];
  const first = Math.max(0, items.findIndex((item) => item.getBoundingClientRect().bottom > 0));
  for (const item of items.slice(first, first + SHOWN)) made.appendChild(item.cloneNode(true));
  return made;
}

/** The line. It is measured in one step and drawn in another, so that a frame lays out only once. */
export class Line {
  constructor() {
    this.element = document.createElement('div');
    this.element.dataset.line = '';
    this.element.hidden = true;
    document.body.append(this.element);
    this.drawn = '';
  }

  /**
   * Where the line of a place is; null if the place is not in sight.
   * @param {Layout} layout
   * @param {Place} place
   * @param {Moved} moved
   */
  measure(layout, place, moved) {
    const { after, before } = layout.beside(place, moved);
    if (moved.kind === 'column') return upright(layout.root, after ?? before, !after);
    const list = layout.list(place.list);
    if (!list) return null;
    const box = list.getBoundingClientRect();
    const view = (list.closest('[data-scroll]') ?? list).getBoundingClientRect();
    const beside = after ? after.getBoundingClientRect().bottom + 1 : before ? before.getBoundingClientRect().top - 1 : box.top + 8;
    const y = Math.max(view.top + 2, Math.min(beside, Math.max(view.bottom, box.top + 8)));
    return { x: box.left + INSET, y: y - THICK / 2, width: box.width - 2 * INSET, height: THICK };
  }

  /** @param {{ x: number, y: number, width: number, height: number } | null} at */
  draw(at) {
    const wanted = at ? `${at.x} ${at.y} ${at.width} ${at.height}` : '';
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.element.hidden = !at;
    if (!at) return;
    const { style } = this.element;
    style.transform = `translate3d(${at.x}px, ${at.y}px, 0)`;
    style.width = `${at.width}px`;
    style.height = `${at.height}px`;
  }

  remove() {
    this.element.remove();
  }
}

/** A line beside a column, from top to bottom. @param {HTMLElement} root @param {HTMLElement | null} beside @param {boolean} left */
function upright(root, beside, left) {
  if (!beside) return null;
  const board = root.getBoundingClientRect();
  const { left: start, right: end, top, bottom } = beside.getBoundingClientRect();
  const x = Math.max(board.left + 2, Math.min((left ? start - 8 : end + 8) - THICK / 2, board.right - THICK - 2));
  return { x, y: Math.max(top, board.top), width: THICK, height: Math.min(bottom, board.bottom) - Math.max(top, board.top) };
}
