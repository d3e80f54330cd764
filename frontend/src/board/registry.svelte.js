/**
 * What nouns bring to a board. Each registers what it has when it is loaded, and nobody else knows its name: the board
 * asks here for menus, dialogs, strips and marks. Who comes later is added to what is there, and shows at once.
 */

/** @import { Component } from 'svelte' */
/** @import { BoardEvent, CardRecord, ColumnRecord, CommentRecord } from '../replica/records.js' */
/** @import { Colors, Entry } from '../ui/menu.svelte.js' */
/** @import { BoardView } from './view.svelte.js' */

/** @typedef {Component<any>} Any */
/** @typedef {() => Promise<{ default: Any }>} Load fetches a component when it is needed */
/**
 * An entry of a menu: in which section of it, and at which place among the section's entries.
 * @template {string} Section
 * @typedef {(Entry | Colors) & { section: Section, at: number, open?: boolean }} Placed `open`: the open card offers it too
 */
/** @template {string} Section @typedef {(Placed<Section> | false | undefined | '')[]} Offers what is not offered is left out */
/** @typedef {'name' | 'steps' | 'view' | 'data' | 'coordinate' | 'page'} BoardSection */
/** @typedef {'open' | 'place' | 'act'} CardSection */
/** @typedef {'name' | 'place' | 'act'} ColumnSection */
/** @typedef {'act'} CommentSection */
/**
 * A strip above the board: at hand, or fetched as soon as it is `wanted`.
 * @typedef {{ at: number, Strip?: Any, load?: Load, wanted?: (view: BoardView) => boolean }} Strip
 */
/**
 * What sets a card or column apart: which ones, how it looks there, and what it means.
 * @typedef {{ has: (record: any) => unknown, Mark: Any, meaning: (record: any) => string }} Mark `Mark` takes the record
 */
/**
 * @typedef {object} Brought
 * @property {{ [kind: string]: Any }} [dialogs] by the kind that `view.opened` names
 * @property {{ [kind: string]: Load }} [fetched] the same, each fetched by itself when it is opened
 * @property {(view: BoardView) => Offers<BoardSection>} [boardMenu]
 * @property {(view: BoardView, card: CardRecord, anchor: HTMLElement) => Offers<CardSection>} [cardMenu]
 * @property {(view: BoardView, column: ColumnRecord) => Offers<ColumnSection>} [columnMenu]
 * @property {(view: BoardView, comment: CommentRecord) => Offers<CommentSection>} [commentMenu]
 * @property {Strip[]} [strips]
 * @property {Mark[]} [marks]
 * @property {{ [name: string]: Any }} [pieces] for layouts and pages to put where they like: `card.add`
 * @property {Any[]} [cardParts] below an open card; they take the card, whether it is closed, and whether one types there
 * @property {Any[]} [beside] what stands beside the board and is not seen in itself
 * @property {(view: BoardView, event: BoardEvent) => void} [heard] others have done something
 * @property {(view: BoardView) => boolean} [early] whether what is seldom opened is fetched at once, for its strips
 */

/** All that was brought, each for itself: what comes later makes nobody look again who does not ask for it. */
class All {
  dialogs = $state.raw(/** @type {any[]} */ ([]));
  fetched = $state.raw(/** @type {any[]} */ ([]));
  boardMenu = $state.raw(/** @type {any[]} */ ([]));
  cardMenu = $state.raw(/** @type {any[]} */ ([]));
  columnMenu = $state.raw(/** @type {any[]} */ ([]));
  commentMenu = $state.raw(/** @type {any[]} */ ([]));
  strips = $state.raw(/** @type {any[]} */ ([]));
  marks = $state.raw(/** @type {any[]} */ ([]));
  pieces = $state.raw(/** @type {any[]} */ ([]));
  cardParts = $state.raw(/** @type {any[]} */ ([]));
  beside = $state.raw(/** @type {any[]} */ ([]));
  heard = $state.raw(/** @type {any[]} */ ([]));
  early = $state.raw(/** @type {any[]} */ ([]));
}
const all = new All();
/** Brought before a board is shown, and no signal: two thousand cards ask. @type {Mark[]} */
const marks = [];

/** @param {Brought} what */
export function register(what) {
  for (const name of /** @type {(keyof Brought)[]} */ (Object.keys(what))) all[name] = [...all[name], what[name]];
  marks.push(...(what.marks ?? []));
}

/** @template {keyof Brought} Name @param {Name} name @returns {NonNullable<Brought[Name]>[]} */
export function brought(name) {
  return all[name];
}

/** @returns {Strip[]} from left to right */
export function stripsOfBoard() {
  return all.strips.flat().sort((one, other) => one.at - other.at);
}

/** Whether a record is marked at all: most are not, and two thousand are asked. @param {any} record */
export function isMarked(record) {
  return marks.some(({ has }) => has(record));
}

/** @param {any} record @returns {Mark[]} */
export function marksOf(record) {
  return marks.filter(({ has }) => has(record));
}

/** @param {string} name @returns {Any} */
export function piece(name) {
  return joined('pieces')[name];
}

/** The dialog of a kind, if it is at hand. @param {string} kind @returns {Any | undefined} */
export function dialogOf(kind) {
  return joined('dialogs')[kind];
}

/** What fetches it: by itself, or with all that is seldom opened. @param {string} kind @param {() => Promise<unknown>} seldom @returns {Load} */
export function loadOf(kind, seldom) {
  return joined('fetched')[kind] ?? (async () => (await seldom(), { default: joined('dialogs')[kind] }));
}

/** @param {'dialogs' | 'fetched' | 'pieces'} name */
function joined(name) {
  return Object.assign({}, ...all[name]);
}
