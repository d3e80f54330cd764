/** Reports of what should not stay on a board. */
import { register } from '../../board/registry.svelte.js';
import { t } from '../../words/i18n.svelte.js';

/** @import { BoardView } from '../../board/view.svelte.js' */

register({
  cardMenu: (view, card) => [offered(view, card) && { section: 'act', at: 50, open: true, ...entry(view, { cardId: card.id }) }],
  commentMenu: (view, comment) => [offered(view, comment) && { section: 'act', at: 20, ...entry(view, { cardId: comment.card_id, commentId: comment.id }) }],
  early: (view) => view.may('report.resolve'),
});

/** Not of what is one's own. @param {BoardView} view @param {{ author_id: string | null }} record */
function offered(view, { author_id: author }) {
  return view.may('report') && author !== view.board.you.visitor_id;
}

/** @param {BoardView} view @param {{ cardId: string, commentId?: string }} what */
function entry(view, what) {
  return { icon: 'flag', label: t('report'), run: () => (view.opened = { kind: 'report', ...what }) };
}
