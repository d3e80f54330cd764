/**
 * Moving cards and columns by mouse, finger and pen. Like moving/roving.js it knows only data attributes (moving/aim.js) and
 * writes no list: it says where something was dropped, and shows until then a picture under the pointer and a line.
 *
 *   data-movable   a card or column that this visitor may move
 *   data-grip      the part of a column by which it is taken; a card is taken anywhere
 *
 * State is set on elements as data attributes: data-dragging on the board, data-lifted on what is dragged.
 */
import { Layout } from './aim.js';
import { Drag } from './dragging.js';

/** @import { Moved, Place } from './aim.js' */
/** @import { Point } from './dragging.js' */
/** @typedef {{ moved: Moved, id: number, target: HTMLElement, start: Point, hold?: ReturnType<typeof setTimeout> }} Press */

/** Pixels a mouse moves before a press is a drag and no longer a click. */
const THRESHOLD = 6;
/** Milliseconds a finger rests before it lifts something, and how far it may tremble meanwhile. Else it scrolls. */
const HOLD = 280;
const TREMBLE = 10;
/** What answers to a press by itself. Links do not: they belong to the card. */
const OWN = '[data-inner]:not(a), input, textarea, select, form, [contenteditable]';

/**
 * @param {HTMLElement} root the board
 * @param {object} on
 * @param {(moved: Moved) => void} on.begin
 * @param {(moved: Moved, place: Place) => void} on.drop
 * @param {(moved: Moved) => void} on.gone what was dragged is not there any more; the drag is over
 * @param {(moved: Moved) => void} on.listGone the column that was aimed at is not there any more
 * @returns {{ holds: (id: string) => boolean, destroy: () => void }}
 */
export function draggable(root, on) {
  const layout = new Layout(root);
  /** @type {Press | null} */
  let press = null;
  /** @type {Drag | null} */
  let drag = null;
  /** A drag is no click, and a finger that has dragged scrolls no more until the next press. */
  let spent = false;

  /** @param {PointerEvent} event */
  function down(event) {
    if (drag || !event.isPrimary) return;
    spent = false;
    release();
    const moved = event.button || event.ctrlKey || event.metaKey ? null : movedBy(event.target);
    if (!moved) return;
    const target = /** @type {HTMLElement} */ (event.target);
    press = { moved, id: event.pointerId, target, start: pointOf(event) };
    if (event.pointerType === 'mouse') return;
    press.hold = setTimeout(begin, HOLD);
    // Others may take the card away under the finger: its touches then reach nobody but the card itself.
    target.addEventListener('touchmove', stay, { passive: false });
  }

  function release() {
    clearTimeout(press?.hold);
    press?.target.removeEventListener('touchmove', stay);
    press = null;
  }

  /** @param {PointerEvent} event */
  function move(event) {
    const point = pointOf(event);
    if (press && !drag && event.pointerId === press.id) {
      const way = Math.hypot(point.x - press.start.x, point.y - press.start.y);
      if (press.hold && way > TREMBLE) release();
      else if (!press.hold && way > THRESHOLD) begin();
    }
    if (drag && event.pointerId === drag.press.id) drag.point(point);
  }

  function begin() {
    if (press) on.begin(press.moved);
    const element = press && layout.element(press.moved);
    if (!press || !element) return release();
    try {
      drag = new Drag(layout, press, element, on, end);
    } catch {
      // The pointer is gone already.
      return release();
    }
    spent = true;
    press = null;
  }

  /** @param {PointerEvent} event */
  function up(event) {
    if (press?.id === event.pointerId) release();
    if (drag?.press.id !== event.pointerId) return;
    drag.point(pointOf(event));
    const { moved, place } = drag.finish();
    if (place) on.drop(moved, place);
  }

  /** @param {Event} [event] */
  function cancel(event) {
    if (event instanceof PointerEvent && event.pointerId !== (drag?.press.id ?? press?.id)) return;
    release();
    drag?.finish();
  }

  function end() {
    drag?.press.target.removeEventListener('touchmove', stay);
    drag = null;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!drag || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  }

  /** @param {Event} event */
  function stay(event) {
    if (spent && event.cancelable) event.preventDefault();
  }

  /** @param {MouseEvent} event */
  function click(event) {
    // A click by key has no detail: that one is meant.
    if (!spent || !event.detail) return;
    spent = false;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  function native(event) {
    if (drag || press?.hold || (event.type === 'dragstart' && movedBy(event.target))) event.preventDefault();
  }

  const observer = new MutationObserver(() => {
    layout.forget();
    drag?.changed();
  });
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['hidden'] });
  const control = new AbortController();
  const { signal } = control;
  root.addEventListener('pointerdown', down, { signal });
  // Not passive, and there before any finger comes down: a browser that has begun to scroll cannot be stopped.
  root.addEventListener('touchmove', stay, { signal, passive: false });
  root.addEventListener('click', click, { signal, capture: true });
  root.addEventListener('dragstart', native, { signal });
  root.addEventListener('contextmenu', native, { signal });
  addEventListener('pointermove', move, { signal });
  addEventListener('pointerup', up, { signal, capture: true });
  addEventListener('pointercancel', cancel, { signal });
  addEventListener('keydown', key, { signal, capture: true });
  addEventListener('blur', cancel, { signal });
  return {
    holds: (id) => drag?.press.moved.id === id,
    destroy() {
      cancel();
      observer.disconnect();
      control.abort();
    },
  };
}

/** What a press on something would move. @param {EventTarget | null} target @returns {Moved | null} */
function movedBy(target) {
  if (!(target instanceof Element) || target.closest(OWN)) return null;
  const item = target.closest('[data-item]');
  if (item instanceof HTMLElement) return item.hasAttribute('data-movable') ? { kind: 'item', id: String(item.dataset.item) } : null;
  const column = target.closest('[data-grip]') && !target.closest('button') && target.closest('[data-column][data-movable]');
  return column instanceof HTMLElement ? { kind: 'column', id: String(column.dataset.column) } : null;
}

/** @param {PointerEvent} event @returns {Point} */
function pointOf({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}
