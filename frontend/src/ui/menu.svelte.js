/** The one menu that may be open: where it hangs and what it offers. Shown by the MenuHost around its anchor. */

/**
 * @typedef {{ label: string, icon?: string, run: () => void, off?: boolean, danger?: boolean, lang?: string,
 *   checked?: boolean, href?: string, page?: boolean }} Entry `href` is a file to be saved, or a `page` to go to
 */
/** @typedef {{ colors: import('../replica/records.js').Color, choose: (color: import('../replica/records.js').Color) => void }} Colors */
/** @typedef {'line' | { heading: string }} Line where a group begins, perhaps with a name */
/** @typedef {{ name: string, items: (Entry | Colors)[] }} Group */
/** @typedef {{ anchor: HTMLElement, label: string, groups: Group[] }} Menu */

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
  menu = menu?.anchor === anchor ? null : { anchor, label, groups: groupsOf(items.filter((item) => !!item)) };
}

/** @param {(Entry | Colors | Line)[]} items @returns {Group[]} none of them empty */
function groupsOf(items) {
  /** @type {Group[]} */
  const groups = [{ name: '', items: [] }];
  for (const item of items) {
    if (item === 'line') groups.push({ name: '', items: [] });
    else if ('heading' in item) groups.push({ name: item.heading, items: [] });
    else groups[groups.length - 1].items.push(item);
  }
  return groups.filter((group) => group.items.length);
}

export function closeMenu() {
  menu = null;
}
