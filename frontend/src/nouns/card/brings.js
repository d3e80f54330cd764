/** What cards bring to a board: their menu, everything in it that moving by hand can do and more, and the way to the next one. */
import { register } from '../../board/registry.svelte.js';
import { shortTitle } from '../../board/titles.js';
import { newId } from '../../replica/ids.js';
import { copyAloud } from '../../ui/clipboard.js';
import { say } from '../../ui/notices.svelte.js';
import { addressOfCard } from '../../ui/route.svelte.js';
import AddCard from './AddCard.svelte';
import { t } from './words.js';

/** @import { CardRecord } from '../../replica/records.js' */
/** @import { CardSection, Offers } from '../../board/registry.svelte.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

register({ cardMenu: menu, pieces: { 'card.add': AddCard } });

/** @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor @returns {Offers<CardSection>} */
function menu(view, card, anchor) {
  const copyLink = () => copyAloud(addressOfCard(view.session.boardId, card.id), anchor, t('card.link-copied'));
  return [
    { section: 'open', at: 10, icon: 'text', label: t('card.open'), run: () => (view.opened = { kind: 'card', id: card.id }) },
    view.may('card.recolor', card) && { section: 'open', at: 20, open: true, colors: card.color, choose: (color) => view.submit({ type: 'card.recolor', card_id: card.id, color }) },
    ...(view.may('card.move', card) ? places(view, card) : []),
    view.may('card.copy', { column_id: card.column_id }) && { section: 'act', at: 10, open: true, icon: 'copy', label: t('card.copy'), run: () => copy(view, card) },
    { section: 'act', at: 20, open: true, icon: 'link', label: t('card.link'), run: copyLink },
    view.may('card.delete', card) && { section: 'act', at: 90, open: true, icon: 'trash', label: t('card.delete'), danger: true, run: () => view.deleteCard(card) },
  ];
}

/** @param {BoardView} view @param {CardRecord} card @returns {Offers<CardSection>} */
function places(view, card) {
  const cards = view.cardsOf(card.column_id);
  const at = cards.findIndex((other) => other.id === card.id);
  const last = at >= cards.length - 1;
  const put = (/** @type {string | null | undefined} */ after) => view.moveCard(card, card.column_id, after);
  return [
    { section: 'place', at: 10, icon: 'right', label: t('card.move-to'), run: () => (view.moving = card.id) },
    { section: 'place', at: 20, icon: 'up', label: t('card.up'), off: at <= 0, run: () => put(cards[at - 2]?.id ?? null) },
    { section: 'place', at: 30, icon: 'down', label: t('card.down'), off: last, run: () => put(cards[at + 1].id) },
    { section: 'place', at: 40, icon: 'top', label: t('card.top'), off: at <= 0, run: () => put(null) },
    { section: 'place', at: 50, icon: 'bottom', label: t('card.bottom'), off: last, run: () => put(undefined) },
  ];
}

/** @param {BoardView} view @param {CardRecord} card */
function copy(view, card) {
  view.submit({ type: 'card.copy', card_id: card.id, copy_id: newId() });
  say(t('card.copied', { title: shortTitle(card) }));
}
