/** What the menu of a card offers to whom: everything that moving by hand can do, and more. */
import { copyAloud } from '../../ui/clipboard.js';
import { newId } from '../../replica/ids.js';
import { t } from '../../words/i18n.svelte.js';
import { say } from '../../ui/notices.svelte.js';
import { addressOfCard } from '../../ui/route.svelte.js';
import { powers } from '../../board/powers.js';
import { openMenu } from '../../ui/menu.svelte.js';
import { shortTitle } from '../../board/titles.js';

/** @import { CardRecord } from '../../replica/records.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

/** @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor */
export function openCardMenu(view, card, anchor) {
  const moves = view.may('card.move', card);
  const open = () => (view.opened = { kind: 'card', id: card.id });
  openMenu(anchor, t('card.menu', { title: shortTitle(card) }), [
    { icon: 'text', label: t('card.open'), run: open },
    ...(view.may('card.recolor', card) ? [colors(view, card)] : []),
    moves && /** @type {const} */ ('line'),
    ...(moves ? places(view, card) : []),
    'line',
    view.may('card.copy', { column_id: card.column_id }) && { icon: 'copy', label: t('card.copy'), run: () => copy(view, card) },
    link(view, card, anchor),
    ...powers(view, 'card', card),
    report(view, card),
    view.may('card.delete', card) && deletion(view, card),
  ]);
}

/** The rest of what the open card's own buttons do not say. @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor */
export function openMoreMenu(view, card, anchor) {
  openMenu(anchor, t('card.more'), [
    ...(view.may('card.recolor', card) ? [colors(view, card)] : []),
    view.may('card.copy', { column_id: card.column_id }) && { icon: 'copy', label: t('card.copy'), run: () => copy(view, card) },
    link(view, card, anchor),
    ...powers(view, 'card', card),
    report(view, card),
    view.may('card.delete', card) && deletion(view, card),
  ]);
}

/** @param {BoardView} view @param {CardRecord} card @param {HTMLElement} anchor @returns {import('../../ui/menu.svelte.js').Entry} */
function link(view, card, anchor) {
  const copyLink = () => copyAloud(addressOfCard(view.session.boardId, card.id), anchor, t('card.link-copied'));
  return { icon: 'link', label: t('card.link'), run: copyLink };
}

/** Not of what is one's own. @param {BoardView} view @param {CardRecord} card @returns {import('../../ui/menu.svelte.js').Entry | false} */
function report(view, card) {
  const offered = view.may('report') && card.author_id !== view.board.you.visitor_id;
  return offered && { icon: 'flag', label: t('report'), run: () => (view.opened = { kind: 'report', cardId: card.id }) };
}

/** @param {BoardView} view @param {CardRecord} card @returns {import('../../ui/menu.svelte.js').Entry} */
function deletion(view, card) {
  return { icon: 'trash', label: t('card.delete'), danger: true, run: () => view.deleteCard(card) };
}

/** @param {BoardView} view @param {CardRecord} card @returns {import('../../ui/menu.svelte.js').Colors} */
function colors(view, card) {
  return { colors: card.color, choose: (color) => view.submit({ type: 'card.recolor', card_id: card.id, color }) };
}

/** @param {BoardView} view @param {CardRecord} card @returns {import('../../ui/menu.svelte.js').Entry[]} */
function places(view, card) {
  const cards = view.cardsOf(card.column_id);
  const at = cards.findIndex((other) => other.id === card.id);
  const put = (/** @type {string | null | undefined} */ after) => view.moveCard(card, card.column_id, after);
  return [
    { icon: 'right', label: t('card.move-to'), run: () => (view.moving = card.id) },
    { icon: 'up', label: t('card.up'), off: at <= 0, run: () => put(cards[at - 2]?.id ?? null) },
    { icon: 'down', label: t('card.down'), off: at >= cards.length - 1, run: () => put(cards[at + 1].id) },
    { icon: 'top', label: t('card.top'), off: at <= 0, run: () => put(null) },
    { icon: 'bottom', label: t('card.bottom'), off: at >= cards.length - 1, run: () => put(undefined) },
  ];
}

/** @param {BoardView} view @param {CardRecord} card */
function copy(view, card) {
  view.submit({ type: 'card.copy', card_id: card.id, copy_id: newId() });
  say(t('card.copied', { title: shortTitle(card) }));
}
