/**
 * Walking by keyboard: every list of the board is one tab stop, arrows walk within and between lists, and focus stays
 * where it was although records move under it. Knows only data attributes:
 *
 *   data-list     a list; data-stop  the one focusable thing of an item; data-item  the item, with its record's id;
 *   data-inner    further buttons and links of an item, reached by Tab only while the item has focus.
 *
 * Templates give tabindex="-1" and never change it, so that the values set here stand.
 */

const REACHABLE = '[data-stop][tabindex="0"]';

/** @typedef {{ id: string, index: number, list: Element | null, element: HTMLElement, inner: boolean }} Held */

/**
 * @param {HTMLElement} root
 * @param {(id: string) => void} lost the focused item is gone, and its neighbour has the focus
 * @returns {() => void} ends it
 */
export function roving(root, lost) {
  /** @type {Held | null} */
  let held = null;

  const observer = new MutationObserver((records) => {
    tidy(records);
    if (held && focusFellOff()) giveBack(held);
  });

  function focusFellOff() {
    return !document.activeElement || document.activeElement === document.body;
  }

  /** @param {MutationRecord[]} records */
  function tidy(records) {
    const lists = new Set(records.flatMap((record) => listsAround(/** @type {Element} */ (record.target))));
    for (const list of lists) oneStop(list);
  }

  /** @param {Held} was */
  function giveBack(was) {
    const item = root.querySelector(`[data-item="${CSS.escape(was.id)}"]`);
    if (was.element.isConnected) return was.element.focus({ preventScroll: true });
    if (!was.list) return void (held = null);
    const again = item?.querySelector(was.inner ? '[data-inner]' : '[data-stop]');
    if (again instanceof HTMLElement) return again.focus({ preventScroll: false });
    const stops = stopsOf(was.list.isConnected ? was.list : root);
    const neighbour = stops[Math.min(was.index, stops.length - 1)];
    held = null;
    (neighbour ?? root.querySelector('[data-fallback]'))?.focus();
    lost(was.id);
  }

  /** @param {FocusEvent} event */
  function focused(event) {
    const element = /** @type {HTMLElement} */ (event.target);
    const item = element.closest('[data-item]');
    const list = element.closest('[data-list]');
    // Outside the lists too: when a column is moved, what has the focus in it moves along.
    held = { id: '', index: -1, list: null, element, inner: false };
    if (!(item instanceof HTMLElement) || !list) return;
    const stop = /** @type {HTMLElement} */ (item.querySelector('[data-stop]'));
    held = { id: String(item.dataset.item), index: stopsOf(list).indexOf(stop), list, element, inner: element !== stop };
    onlyStop(list, stop);
    for (const inner of item.querySelectorAll('[data-inner], a')) setTab(inner, true);
  }

  /** @param {FocusEvent} event */
  function blurred(event) {
    const item = /** @type {Element} */ (event.target).closest('[data-item]');
    if (event.relatedTarget instanceof Node && item?.contains(event.relatedTarget)) return;
    for (const inner of item?.querySelectorAll('[data-inner], a') ?? []) setTab(inner, false);
    const was = held;
    // Removing a node blurs it too: then the focus is given back. Otherwise it was given up on purpose.
    queueMicrotask(() => {
      const records = observer.takeRecords();
      tidy(records);
      if (!held || !focusFellOff()) return;
      if (held === was && !removed(was.element, records)) held = null;
      else giveBack(held);
    });
  }

  root.addEventListener('focusin', focused);
  root.addEventListener('focusout', blurred);
  root.addEventListener('keydown', walk);
  for (const list of root.querySelectorAll('[data-list]')) oneStop(list);
  observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['hidden'] });
  return () => {
    observer.disconnect();
    root.removeEventListener('focusin', focused);
    root.removeEventListener('focusout', blurred);
    root.removeEventListener('keydown', walk);
  };
}

/** @param {HTMLElement} element @param {MutationRecord[]} records */
function removed(element, records) {
  return !element.isConnected || records.some((one) => [...one.removedNodes].some((node) => node.contains(element)));
}

/** @param {Element} list @returns {HTMLElement[]} */
function stopsOf(list) {
  return [...list.querySelectorAll('[data-item]:not([hidden]) [data-stop]')].filter((stop) => stop instanceof HTMLElement);
}

/** @param {Element} target @returns {Element[]} */
function listsAround(target) {
  const around = target.closest?.('[data-list]');
  return around ? [around] : [...(target.querySelectorAll?.('[data-list]') ?? [])];
}

/** Exactly one stop of a list can be reached by Tab. @param {Element} list */
function oneStop(list) {
  // Not one more search for hidden ones: it costs more than all the rest of this in a long list.
  const reachable = [...list.querySelectorAll(REACHABLE)].filter((stop) => {
    const hidden = !!stop.closest('[data-item][hidden]');
    if (hidden) setTab(stop, false);
    return !hidden;
  });
  if (reachable.length === 1) return;
  const kept = reachable.find((stop) => stop === document.activeElement) ?? reachable[0] ?? list.querySelector('[data-item]:not([hidden]) [data-stop]');
  if (kept) onlyStop(list, kept);
}

/** Touches only the stops that change: lists may be long. @param {Element} list @param {Element} stop */
function onlyStop(list, stop) {
  for (const other of list.querySelectorAll(REACHABLE)) if (other !== stop) setTab(other, false);
  setTab(stop, true);
}

/** @param {Element} element @param {boolean} reachable */
function setTab(element, reachable) {
  element.setAttribute('tabindex', reachable ? '0' : '-1');
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const stop = /** @type {HTMLElement} */ (event.target);
  if (!stop.hasAttribute('data-stop') || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = nextStop(stop, event.key);
  if (to === undefined) return;
  event.preventDefault();
  to?.focus();
  to?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/**
 * @param {HTMLElement} stop
 * @param {string} key
 * @returns {HTMLElement | null | undefined} undefined: not a walking key; null: nowhere to go
 */
function nextStop(stop, key) {
  const list = stop.closest('[data-list]');
  if (!list) return undefined;
  const stops = stopsOf(list);
  const at = stops.indexOf(stop);
  if (key === 'ArrowDown') return stops[at + 1] ?? null;
  if (key === 'ArrowUp') return stops[at - 1] ?? null;
  if (key === 'Home') return stops[0];
  if (key === 'End') return stops[stops.length - 1];
  if (key === 'ArrowRight') return inNextList(list, at, 1);
  if (key === 'ArrowLeft') return inNextList(list, at, -1);
  return undefined;
}

/** The stop at the same height in the nearest list that has any. @param {Element} list @param {number} at @param {1 | -1} step */
function inNextList(list, at, step) {
  const lists = [...document.querySelectorAll('[data-list]')];
  for (let next = lists.indexOf(list) + step; lists[next]; next += step) {
    const stops = stopsOf(lists[next]);
    if (stops.length) return stops[Math.min(at, stops.length - 1)];
  }
  return null;
}
