/** Cards that wait for approval: whose word they wait for, giving it, and the way from one to the next. */
import { tick } from 'svelte';
import { announce } from '../ui/notices.svelte.js';
import { itemOf } from './showing.js';
import { shortTitle } from './titles.js';
import { t } from './words.js';

/** @import { CardRecord } from '../replica/records.js' */
/** @import { BoardView } from './view.svelte.js' */

/** Whether a card waits for one's own word. @param {BoardView} view @param {CardRecord} card */
export function waits(view, card) {
  return !!card.held_at && view.may('card.approve', card);
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
