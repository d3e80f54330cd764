/** Following a link to a card: it is shown where it hangs and opened, or it is said why not. */
import { tick } from 'svelte';
import { say } from '../ui/notices.svelte.js';
import { itemOf } from './showing.js';
import { shortTitle } from './titles.js';
import { t } from './words.js';

/** @import { CardRecord } from '../replica/records.js' */
/** @import { BoardView } from './view.svelte.js' */

/** @param {BoardView} view @param {string} id of the card */
export async function showLinkedCard(view, id) {
  const card = /** @type {CardRecord | undefined} */ (view.board.peek('card', id));
  if (!card) return say(t('card.link-unknown'), { sticky: true });
  if (card.deleted_at || view.board.peek('column', card.column_id)?.deleted_at) {
    const look = () => (view.opened = { kind: 'trash' });
    return say(t('card.link-trashed', { title: shortTitle(card) }), { sticky: true, action: { label: t('trash.title'), run: look } });
  }
  view.search.hold(id);
  await tick();
  view.filling.finish();
  const item = itemOf(id);
  item?.scrollIntoView({ block: 'center', inline: 'center' });
  // The dialog gives the focus back to what had it: to the card, wherever one came from.
  const stop = item?.querySelector('[data-stop]');
  if (stop instanceof HTMLElement) stop.focus({ preventScroll: true });
  view.opened = { kind: 'card', id };
}
