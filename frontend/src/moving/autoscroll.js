/** Scrolling by itself when something is dragged to an edge: columns and page vertically, the board horizontally. */

/** Pixels from an edge within which it pulls. */
const ZONE = 64;
/** Pixels per millisecond at the edge itself, and how many times faster it becomes on a long way. */
const SPEED = 0.9;
const FASTEST = 5;
/** Pixels by which the pointer must have left the place where it picked something up, or have gone towards the edge. */
const ROAMED = 60;
const TOWARDS = 8;

/**
 * How strongly the edges of a stretch pull at a point: from -1 (beyond the beginning) over 0 to 1 (beyond the end).
 * @param {number} at
 * @param {number} start
 * @param {number} end
 */
export function pull(at, start, end) {
  const zone = Math.min(ZONE, (end - start) / 4);
  if (zone <= 0) return 0;
  if (at < start + zone) return -Math.min(1, (start + zone - at) / zone);
  if (at > end - zone) return Math.min(1, (at - end + zone) / zone);
  return 0;
}

/** @typedef {{ x: number, y: number }} Point */

export class AutoScroll {
  #roamed = false;
  /** Milliseconds for which an edge has been pulling. */
  #pulling = 0;

  /**
   * @param {HTMLElement} root the board
   * @param {Point} start where the thing was picked up: it may be at an edge, and nothing should scroll from that alone
   */
  constructor(root, start) {
    this.root = root;
    this.start = start;
    this.tall = getComputedStyle(root).overflowY !== 'hidden';
  }

  /**
   * Work out this frame's step. Reading and scrolling are apart, so that a frame lays out only once.
   * @param {Point} point
   * @param {HTMLElement | null} list the list that is aimed at, null for columns
   * @param {number} passed milliseconds since the last frame
   * @returns {(() => void) | null} does the step
   */
  step(point, list, passed) {
    this.#roamed ||= Math.hypot(point.x - this.start.x, point.y - this.start.y) > ROAMED;
    const steps = [this.#sideways(point), list && this.#vertically(point, list)].filter((step) => !!step);
    if (!steps.length) {
      this.#pulling = 0;
      return null;
    }
    this.#pulling += passed;
    const speed = SPEED * Math.min(FASTEST, 1 + this.#pulling / 1000) * Math.min(passed, 50);
    return () => {
      for (const { element, axis, force } of steps) {
        const pixels = Math.sign(force) * Math.ceil(force * force * speed);
        element.scrollBy({ [axis]: pixels, behavior: 'instant' });
      }
    };
  }

  /** @param {Point} point */
  #sideways({ x }) {
    const { left, right } = this.root.getBoundingClientRect();
    const force = this.#meant(pull(x, Math.max(0, left), Math.min(innerWidth, right)), x - this.start.x);
    return force && room(this.root, 'left', force) ? { element: this.root, axis: 'left', force } : null;
  }

  /** The innermost thing that can still scroll. @param {Point} point @param {HTMLElement} list */
  #vertically({ y }, list) {
    const inner = list.closest('[data-scroll]');
    for (const element of [inner, this.tall ? this.root : null, document.scrollingElement]) {
      if (!element) continue;
      const { top, bottom } = element === document.scrollingElement ? { top: 0, bottom: innerHeight } : element.getBoundingClientRect();
      const force = this.#meant(pull(y, Math.max(0, top), Math.min(innerHeight, bottom)), y - this.start.y);
      if (force && room(element, 'top', force)) return { element, axis: 'top', force };
    }
    return null;
  }

  /** @param {number} force @param {number} gone */
  #meant(force, gone) {
    return this.#roamed || gone * Math.sign(force) > TOWARDS ? force : 0;
  }
}

/** Whether something can scroll further. @param {Element} element @param {'left' | 'top'} axis @param {number} force */
function room(element, axis, force) {
  const [at, seen, all] =
    axis === 'left'
      ? [element.scrollLeft, element.clientWidth, element.scrollWidth]
      : [element.scrollTop, element.clientHeight, element.scrollHeight];
  return force < 0 ? at > 0 : at + seen < all - 1;
}
