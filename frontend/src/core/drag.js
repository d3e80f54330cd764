/**
 * Moving cards and columns by mouse, finger and pen. Like core/roving.js it knows only data attributes (core/aim.js) and
 * writes no list: it says where something was dropped, and shows until then a picture under the pointer and a line.
 *
 *   data-movable   a card or column that this visitor may move
 *   data-grip      the part of a column by which it is taken; a card is taken anywhere
 *
 * State is set on elements as data attributes: data-dragging on the board, data-lifted on what is dragged.
 */
import { Layout } from './aim.js';
import { AutoScroll } from './autoscroll.js';
import { Ghost, Line } from './ghost.js';

/** @import { Moved, Place } from './aim.js' */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ moved: Moved, id: number, target: HTMLElement, start: Point, hold?: ReturnType<typeof setTimeout> }} Press */

/** Pixels a mouse moves before a press is a drag and no longer a click. */
const THRESHOLD = 6;
/** Milliseconds a finger rests before it lifts something, and how far it may tremble meanwhile. Else it scrolls. */
const HOLD = 280;
const TREMBLE = 10;
/** Pixels the pointer has to move on before it means something else than the column that was deleted under it. */
const LOST = 24;
/** Milliseconds in which the picture flies to its place. */
const SETTLE = 170;
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

/** One drag, from lifting to settling. */
class Drag {
  /** The one before may still be settling. @type {Drag | null} */
  static #latest = null;
  /** @type {Place | null} */
  #place = null;
  /** The pointer or the page moved since the last aiming. */
  #stirred = true;
  /** Where the pointer was when the column under it was deleted. @type {Point | null} */
  #lost = null;
  #frame = 0;
  #last = performance.now();
  #at;

  /**
   * @param {Layout} layout
   * @param {Press} press
   * @param {HTMLElement} element
   * @param {{ gone: (moved: Moved) => void, listGone: (moved: Moved) => void }} on
   * @param {() => void} end
   */
  constructor(layout, press, element, on, end) {
    this.layout = layout;
    this.press = press;
    this.element = element;
    this.on = on;
    this.end = end;
    this.#at = press.start;
    this.veil = veilFor(press.id, this);
    Drag.#latest = this;
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.ghost = new Ghost(element, press.start, !this.still);
    this.line = new Line();
    this.scroll = new AutoScroll(layout.root, press.start);
    layout.root.dataset.dragging = press.moved.kind;
    element.dataset.lifted = '';
    getSelection()?.removeAllRanges();
    this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** @param {Point} point */
  point(point) {
    if (point.x === this.#at.x && point.y === this.#at.y) return;
    this.#at = point;
    this.#stirred = true;
  }

  /** @param {WheelEvent} event */
  wheel({ deltaX, deltaY, deltaMode }) {
    const unit = deltaMode ? 40 : 1;
    const list = this.#place && this.layout.list(this.#place.list);
    (list?.closest('[data-scroll]') ?? this.layout.root).scrollBy({ top: deltaY * unit, behavior: 'instant' });
    this.layout.root.scrollBy({ left: deltaX * unit, behavior: 'instant' });
    this.#stirred = true;
  }

  /** First everything is read, then written: a frame lays out only once. @param {number} now */
  #draw(now) {
    this.#aim();
    const { layout, press, line } = this;
    const place = this.#changes() ? this.#place : null;
    const at = place && line.measure(layout, place, press.moved);
    const list = press.moved.kind === 'item' && this.#place ? layout.list(this.#place.list) : null;
    const scroll = this.scroll.step(this.#at, list, now - this.#last);
    this.#last = now;
    this.ghost.follow(this.#at);
    line.draw(at);
    scroll?.();
    this.#stirred ||= !!scroll;
    this.#frame = requestAnimationFrame((next) => this.#draw(next));
  }

  /** Only what the hand or the page does changes the aim, never what others do to the board. */
  #aim() {
    if (!this.#stirred) return;
    const lost = this.#lost;
    if (lost && Math.hypot(this.#at.x - lost.x, this.#at.y - lost.y) < LOST) return;
    this.#lost = null;
    this.#stirred = false;
    this.#place = this.layout.aim(this.press.moved, this.#at);
  }

  /** Whether the thing would not simply stay where it is. */
  #changes() {
    const { moved } = this.press;
    const here = this.#place && this.layout.placeOf(moved);
    return !!here && (here.list !== this.#place?.list || here.after !== this.#place.after);
  }

  /** The board was changed under the hand. */
  changed() {
    const { layout, press } = this;
    const element = layout.element(press.moved);
    if (!element) {
      this.finish();
      this.on.gone(press.moved);
      return;
    }
    if (element !== this.element) this.#lift(element);
    const place = this.#place;
    if (!place) return;
    if (press.moved.kind === 'item' && !layout.list(place.list)) {
      this.#place = null;
      this.#lost = this.#at;
      this.on.listGone(press.moved);
      return;
    }
    const { after, before } = layout.beside(place, press.moved);
    if (place.after !== null && !after && !before) this.#place = layout.aimAmong(press.moved, place.list, this.#at);
  }

  /** @param {HTMLElement} element */
  #lift(element) {
    delete this.element.dataset.lifted;
    element.dataset.lifted = '';
    this.element = element;
  }

  /** Let go. @returns {{ moved: Moved, place: Place | null }} the place only if it is another one */
  finish() {
    const { layout, press, ghost } = this;
    cancelAnimationFrame(this.#frame);
    this.#aim();
    const result = { moved: press.moved, place: this.#changes() ? this.#place : null };
    this.line.remove();
    this.end();
    this.veil.remove();
    // By the next frame the views have put the thing where it now belongs.
    requestAnimationFrame(() => {
      const element = layout.element(press.moved);
      if (element) this.#lift(element);
      ghost.settle(element, this.still ? 0 : SETTLE, () => this.#settled());
    });
    return result;
  }

  #settled() {
    const latest = Drag.#latest;
    if (latest === this || latest?.element !== this.element) delete this.element.dataset.lifted;
    if (latest === this) delete this.layout.root.dataset.dragging;
  }
}

/**
 * Lies over the page while something is dragged and holds the pointer. It shows the hand that grips, which would cost a
 * new style for every card if the board did, and nothing below it feels a pointer passing.
 * @param {number} pointer
 * @param {Drag} drag
 * @throws if the pointer is gone
 */
function veilFor(pointer, drag) {
  const veil = document.createElement('div');
  veil.dataset.veil = '';
  veil.addEventListener('wheel', (event) => drag.wheel(event), { passive: true });
  veil.addEventListener('contextmenu', (event) => event.preventDefault());
  document.body.append(veil);
  try {
    veil.setPointerCapture(pointer);
  } catch (error) {
    veil.remove();
    throw error;
  }
  return veil;
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
