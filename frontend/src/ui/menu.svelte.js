/** The one menu that may be open: where it hangs and what it offers. Shown by the MenuHost around its anchor. */

/**
 * @typedef {{ label: string, icon?: string, run: () => void, off?: boolean, danger?: boolean, lang?: string,
 *   checked?: boolean, href?: string, page?: boolean }} Entry `href` is a file to be saved, or a `page` to go to
 */
/** @typedef {{ colors: import('../core/records.js').Color, choose: (color: import('../core/records.js').Color) => void }} Colors */
/** @typedef {'line'} Line */
/** @typedef {{ anchor: HTMLElement, label: string, items: (Entry | Colors | Line)[] }} Menu */

let menu = $state.raw(/** @type {Menu | null} */ (null));

export function openedMenu() {
  return menu;
}

/**
 * @param {HTMLElement} anchor the button it belongs to
 * @param {string} label
 * @param {(Entry | Colors | Line | false | undefined)[]} items what is not offered is left out
 */
export function openMenu(anchor, label, items) {
  menu = menu?.anchor === anchor ? null : { anchor, label, items: items.filter((item) => !!item) };
}

export function closeMenu() {
  menu = null;
}
