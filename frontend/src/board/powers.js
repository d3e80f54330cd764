/** What editors and coordinators may do to single cards and columns: approve, hide and lock them, and back. */
import { tick } from 'svelte';
import { t } from '../words/i18n.svelte.js';
import { announce, say } from '../ui/notices.svelte.js';
import { itemOf } from './showing.js';
import { undoStep } from './undo.js';
import { shortTitle } from './titles.js';

/** @import { CardRecord, ColumnRecord } from '../replica/records.js' */
/** @import { BoardView } from './view.svelte.js' */
/** @import { Entry } from '../ui/menu.svelte.js' */

/**
 * What a menu offers of these.
 * @param {BoardView} view
 * @param {'card' | 'column'} kind
 * @param {any} record
 * @returns {Entry[]}
 */
export function powers(view, kind, record) {
  const verbs = [record.hidden_at ? 'show' : 'hide', record.locked_at ? 'unlock' : 'lock'];
  const allowed = verbs.filter((verb) => view.may(`${kind}.${verb}`, record));
  const turns = allowed.map((verb) => ({ icon: verb === 'show' ? 'eye' : verb, label: t(`power.${verb}`), run: () => turn(view, kind, record, verb) }));
  if (kind === 'column' || !waits(view, record)) return turns;
  return [{ icon: 'check', label: t('power.approve'), run: () => approve(view, record) }, ...turns];
}

/** Whether a card waits for one's own word. @param {BoardView} view @param {CardRecord} card */
export function waits(view, card) {
  return !!card.held_at && view.may('card.approve', card);
}

/** @param {BoardView} view @param {'card' | 'column'} kind @param {any} record @param {string} verb */
function turn(view, kind, record, verb) {
  const [editId] = view.submit({ type: `${kind}.${verb}`, [`${kind}_id`]: record.id });
  const title = kind === 'card' ? shortTitle(record) : record.title;
  say(t(`power.${verb}.done`, { title }), { action: { label: t('undo'), run: () => undoStep(view, editId) } });
}

/**
 * Show everybody a card that waited. Who works by keyboard is led on to the next one; a pointer stays where it is.
 * @param {BoardView} view
 * @param {CardRecord} card
 * @param {MouseEvent} [event]
 */
export function approve(view, card, event) {
  const waiting = view.board.waiting(view.session.boardId);
  const at = waiting.findIndex((row) => row.id === card.id);
  const rest = waiting.filter((row) => row.id !== card.id);
  const next = rest[at] ?? rest[0];
  const item = itemOf(card.id);
  const here = item?.contains(document.activeElement);
  // The text that is on the screen now, and no other.
  view.submit({ type: 'card.approve', card_id: card.id, base: view.session.base(card.id) });
  announce(`${t('power.approve.done', { title: shortTitle(card) })} ${t('power.waiting', { n: rest.length })}`);
  if (event?.detail === 0 && next) goTo(view, next.id);
  else if (here) focusOn(item, '[data-stop]');
}

/** Lead to a card that waits. @param {BoardView} view @param {string} cardId */
export async function goTo(view, cardId) {
  view.search.hold(cardId);
  await tick();
  view.filling.finish();
  const item = itemOf(cardId);
  item?.scrollIntoView({ block: 'center', inline: 'center' });
  focusOn(item, '[data-act="approve"]');
}

/** @param {Element | null} item @param {string} what */
function focusOn(item, what) {
  const found = item?.querySelector(what);
  if (found instanceof HTMLElement) found.focus({ preventScroll: true });
}
