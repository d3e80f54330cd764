/**
 * Moving cards and columns by keyboard: Space picks up the card that has the focus, arrows carry it, Space or Enter lays
 * it down, Escape puts it back. Every step is a preview: the board shows it, nothing is sent before the end. Columns are
 * picked up by `grab`, from their menu. Knows only the data attributes of moving/aim.js and moving/drag.js, and sets
 * data-grabbed on what is carried.
 */
import { neighboursAt } from '../replica/place.js';
import { Layout, idOf, isOpen } from './aim.js';

/** @import { Moved, Place } from './aim.js' */

/** Milliseconds in which a step is seen. */
const GLIDE = 150;

/**
 * What there is to do and to say about it. Views answer.
 * @typedef {object} Carrying
 * @property {(moved: Moved) => void} picked
 * @property {(moved: Moved, place: Place) => void} step show it there; nothing is decided yet
 * @property {(moved: Moved) => void} stays it cannot go further that way
 * @property {(moved: Moved, place: Place | null) => void} laid it is to be there, or null: where it was
 * @property {(moved: Moved) => void} back it was put back
 * @property {(moved: Moved) => void} gone it is not on the board any more
 */

/**
 * @param {HTMLElement} root the board
 * @param {Carrying} on
 * @returns {{ grab: (moved: Moved) => void, destroy: () => void }}
 */
export function grabbable(root, on) {
  const layout = new Layout(root);
  /** Some browsers click a button when Space comes up, even if its going down was taken. */
  let spaced = false;
  /** @type {{ moved: Moved, from: Place, to: Place | null, element: HTMLElement } | null} */
  let held = null;

  /** @param {Moved} moved */
  function grab(moved) {
    if (held) back();
    layout.forget();
    const [element, from] = [layout.element(moved), layout.placeOf(moved)];
    if (!element || !from) return;
    held = { moved, from, to: null, element };
    element.dataset.grabbed = '';
    on.picked(moved);
  }

  function release() {
    const was = held;
    held = null;
    delete was?.element.dataset.grabbed;
    return was;
  }

  function lay() {
    const was = release();
    if (!was) return;
    const moved = was.to && (was.to.list !== was.from.list || was.to.after !== was.from.after);
    on.laid(was.moved, moved ? was.to : null);
  }

  function back() {
    const was = release();
    if (was) on.back(was.moved);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (held) carry(event);
    else if (event.key === ' ' && !event.repeat) pick(event);
  }

  /** @param {KeyboardEvent} event */
  function pick(event) {
    const stop = /** @type {Element} */ (event.target);
    const item = stop.matches('[data-stop]') && stop.closest('[data-item][data-movable]');
    if (!(item instanceof HTMLElement)) return;
    take(event);
    grab({ kind: 'item', id: String(item.dataset.item) });
  }

  /** @param {KeyboardEvent} event */
  function take(event) {
    spaced = event.key === ' ';
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  function up(event) {
    if (spaced && event.key === ' ') event.preventDefault();
    spaced = false;
  }

  /** @param {KeyboardEvent} event */
  function carry(event) {
    if (event.key === 'Tab') return back();
    if (event.key === 'Escape') back();
    else if (event.key === ' ' || event.key === 'Enter') {
      if (!event.repeat) lay();
    } else if (!step(event.key)) return;
    take(event);
  }

  /** @param {string} name @returns {boolean} whether it is a key that carries */
  function step(name) {
    const target = held && nextPlace(layout, held.moved, name);
    if (!held || target === undefined) return false;
    if (!target) on.stays(held.moved);
    else {
      const before = held.element.getBoundingClientRect();
      held.to = target;
      on.step(held.moved, target);
      requestAnimationFrame(() => held && show(held.element, before));
    }
    return true;
  }

  function changed() {
    layout.forget();
    if (!held) return;
    const element = layout.element(held.moved);
    if (!element) {
      const was = release();
      if (was) on.gone(was.moved);
      return;
    }
    if (element !== held.element) {
      delete held.element.dataset.grabbed;
      element.dataset.grabbed = '';
      held.element = element;
    }
  }

  /** The focus falls off and is given back when a card is moved. If it really went elsewhere, the card goes back. */
  function left() {
    if (!held) return;
    setTimeout(() => {
      if (held && !held.element.contains(document.activeElement)) back();
    });
  }

  const observer = new MutationObserver(changed);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['hidden'] });
  const control = new AbortController();
  const { signal } = control;
  root.addEventListener('keydown', key, { signal, capture: true });
  root.addEventListener('keyup', up, { signal, capture: true });
  root.addEventListener('focusout', left, { signal });
  return {
    grab,
    destroy() {
      back();
      observer.disconnect();
      control.abort();
    },
  };
}

/** Bring into sight what was carried, gliding from where it was; between lists it would be cut off. @param {HTMLElement} element @param {DOMRect} before */
function show(element, before) {
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const after = element.getBoundingClientRect();
  const [x, y] = [before.left - after.left, before.top - after.top];
  if ((x && element.dataset.item) || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  element.animate({ translate: [`${x}px ${y}px`, '0 0'] }, { duration: GLIDE, easing: 'ease-out' });
}

/**
 * Where a key carries something; null if there is nothing further, undefined if the key carries nothing.
 * @param {Layout} layout
 * @param {Moved} moved
 * @param {string} key
 * @returns {Place | null | undefined}
 */
export function nextPlace(layout, moved, key) {
  const element = layout.element(moved);
  const here = layout.placeOf(moved);
  if (!element || !here) return null;
  const siblings = layout.siblings(here.list, moved.kind);
  const at = siblings.indexOf(element);
  const along = moved.kind === 'column' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const index = { [along[0]]: at - 1, [along[1]]: at + 2, Home: 0, End: siblings.length }[key];
  if (index !== undefined) {
    const place = { list: here.list, ...neighboursAt((one) => idOf(siblings[one]), index, moved.id) };
    return index < 0 || index > siblings.length || place.after === here.after ? null : place;
  }
  if (moved.kind === 'column' || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  const columns = layout.columns().filter(isOpen).map((column) => String(column.dataset.column));
  const list = columns[columns.indexOf(here.list) + (key === 'ArrowLeft' ? -1 : 1)];
  if (list === undefined) return null;
  const others = layout.siblings(list, 'item');
  return { list, ...neighboursAt((one) => idOf(others[one]), Math.min(at, others.length), moved.id) };
}
