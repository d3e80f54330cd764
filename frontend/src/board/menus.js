/** The menus of a board, its cards, columns and comments: what is registered for them, in the order of their sections. */
import { openMenu } from '../ui/menu.svelte.js';
import { brought } from './registry.svelte.js';
import { shortTitle } from './titles.js';
import { t } from './words.js';

/** @import { CardRecord, ColumnRecord, CommentRecord } from '../replica/records.js' */
/** @import { Offers, Placed } from './registry.svelte.js' */
/** @import { BoardView } from './view.svelte.js' */

/** The sections of the board's menu, each with the key of its heading or a line. */
const OF_BOARD = { name: '', steps: '', view: 'board.menu.view', data: 'board.menu.data', coordinate: 'board.menu.coordinate', page: '' };
const OF_CARD = { open: '', place: '', act: '' };
const OF_COLUMN = { name: '', place: '', act: '' };

/** @param {BoardView} view @param {HTMLElement} anchor */
export function openBoardMenu(view, anchor) {
  const offers = brought('boardMenu').flatMap((menu) => menu(view));
  openMenu(anchor, t('board.menu'), inSections(OF_BOARD, offers));
}

/** @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor */
export function openCardMenu(view, card, anchor) {
  openMenu(anchor, t('card.menu', { title: shortTitle(card) }), inSections(OF_CARD, ofCard(view, card, anchor)));
}

/** The rest of what the open card's own buttons do not say. @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor */
export function openMoreMenu(view, card, anchor) {
  openMenu(anchor, t('card.more'), Object.keys(OF_CARD).flatMap((section) => ordered(section, ofCard(view, card, anchor).filter((offer) => offer && offer.open))));
}

/** @param {BoardView} view @param {ColumnRecord} column @param {HTMLElement} anchor */
export function openColumnMenu(view, column, anchor) {
  const offers = brought('columnMenu').flatMap((menu) => menu(view, column));
  openMenu(anchor, t('column.menu', { title: column.title }), inSections(OF_COLUMN, offers));
}

/** @param {BoardView} view @param {CommentRecord} comment */
export function ofComment(view, comment) {
  return ordered('act', brought('commentMenu').flatMap((menu) => menu(view, comment)));
}

/** @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor */
function ofCard(view, card, anchor) {
  return brought('cardMenu').flatMap((menu) => menu(view, card, anchor));
}

/** @param {{ [section: string]: string }} sections @param {Offers<string>} offers */
function inSections(sections, offers) {
  return Object.entries(sections).flatMap(([section, heading]) => [heading ? { heading: t(heading) } : /** @type {const} */ ('line'), ...ordered(section, offers)]);
}

/** @param {string} section @param {Offers<string>} offers */
function ordered(section, offers) {
  const its = offers.filter((offer) => !!offer && offer.section === section);
  return /** @type {Placed<string>[]} */ (its).sort((one, other) => one.at - other.at);
}
