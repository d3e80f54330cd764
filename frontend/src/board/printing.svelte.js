/**
 * What goes onto paper. The board on the screen is made for looking and scrolling; for printing, a sheet of its own takes
 * its place, also when the browser's own command is used.
 */
import { flushSync } from 'svelte';
import { recall, remember } from '../sync/kept.js';

/** @import { Code } from '../ui/qr.js' */
/** @import { Role } from '../replica/records.js' */

/** @typedef {{ paper: 'a4' | 'a3', way: 'portrait' | 'landscape', comments: boolean, names: boolean }} Layout */
/** @typedef {{ kind: 'board', layout: Layout } | { kind: 'link', Sheet: import('svelte').Component<any>, link: string, role: Role, label: string, secured: boolean, code: Code }} Sheet */

const STORED = 'korkwand.print';
/** @type {Layout} */
const USUAL = { paper: 'a4', way: 'portrait', comments: true, names: true };

let sheet = $state.raw(/** @type {Sheet | null} */ (null));
/** @type {Sheet | null} */
let wanted = null;

/** What stands on paper at this moment, null while nothing is printed. */
export function sheetOnPaper() {
  return sheet;
}

/** The layout chosen here before. @returns {Layout} */
export function usualLayout() {
  try {
    return { ...USUAL, ...JSON.parse(recall(STORED) ?? '{}') };
  } catch {
    return USUAL;
  }
}

/** @param {Sheet} what */
export function print(what) {
  if (what.kind === 'board') remember(STORED, JSON.stringify(what.layout));
  wanted = what;
  window.print();
}

/** The browser is about to lay out paper: everything has to stand now. */
export function beginPrinting() {
  flushSync(() => {
    sheet = wanted ?? { kind: 'board', layout: usualLayout() };
  });
}

export function endPrinting() {
  wanted = null;
  sheet = null;
}
