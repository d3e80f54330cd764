/**
 * Keeps the focus where it was although cards move or go under it, in a view where every button is a tab stop. Knows only
 * data attributes: data-item with a record's id, and data-act, by which a button is found again when its card was made anew.
 */

/** @typedef {{ id: string, act: string, at: number, list: Element, element: HTMLElement }} Held */

/**
 * @param {HTMLElement} root
 * @param {(id: string) => void} lost the focused item is gone, and its neighbour has the focus
 * @returns {() => void} ends it
 */
export function keepFocus(root, lost) {
  /** @type {Held | null} */
  let held = null;

  const observer = new MutationObserver(() => {
    if (held && fellOff()) giveBack(held);
  });

  /** @param {FocusEvent} event */
  function focused({ target }) {
    const element = /** @type {HTMLElement} */ (target);
    const item = /** @type {HTMLElement | null} */ (element.closest('[data-item]'));
    const list = item?.parentElement;
    held = item && list ? { id: String(item.dataset.item), act: element.dataset.act ?? '', at: itemsOf(list).indexOf(item), list, element } : null;
  }

  /** Removing a node blurs it too: then the focus is given back. Otherwise it was given up on purpose. */
  function blurred() {
    const was = held;
    queueMicrotask(() => {
      const moved = observer.takeRecords().some((record) => [...record.removedNodes].some((node) => was && node.contains(was.element)));
      if (!was || held !== was || !fellOff()) return;
      if (moved || !was.element.isConnected) giveBack(was);
      else held = null;
    });
  }

  /** @param {Held} was */
  function giveBack(was) {
    if (was.element.isConnected) return was.element.focus({ preventScroll: true });
    const again = buttonOf(root.querySelector(`[data-item="${CSS.escape(was.id)}"]`), was.act);
    if (again) return again.focus();
    held = null;
    const items = was.list.isConnected ? itemsOf(was.list) : [];
    (buttonOf(items[Math.min(was.at, items.length - 1)], was.act) ?? root).focus();
    lost(was.id);
  }

  root.addEventListener('focusin', focused);
  root.addEventListener('focusout', blurred);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    root.removeEventListener('focusin', focused);
    root.removeEventListener('focusout', blurred);
  };
}

function fellOff() {
  return !document.activeElement || document.activeElement === document.body;
}

/** @param {Element} list @returns {HTMLElement[]} */
function itemsOf(list) {
  return /** @type {HTMLElement[]} */ ([...list.children].filter((item) => item instanceof HTMLElement && item.dataset.item && !item.hidden));
}

/** @param {Element | null | undefined} item @param {string} act @returns {HTMLElement | null} */
function buttonOf(item, act) {
  return item?.querySelector(`[data-act="${CSS.escape(act)}"]`) ?? item?.querySelector('[data-stop]') ?? null;
}
