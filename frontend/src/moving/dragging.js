/** One drag, from lifting to settling: a picture under the pointer, a line where it would go, and the place that is meant. */
import { AutoScroll } from './autoscroll.js';
import { Ghost, Line } from './ghost.js';

/** @import { Layout, Moved, Place } from './aim.js' */
/** @import { Press } from './drag.js' */
/** @typedef {{ x: number, y: number }} Point */

/** Pixels the pointer has to move on before it means something else than the column that was deleted under it. */
const LOST = 24;
/** Milliseconds in which the picture flies to its place. */
const SETTLE = 170;
export class Drag {
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
