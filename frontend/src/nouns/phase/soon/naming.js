/** Phases in words: how one is called, and what one may do in it. */
import { language } from '../../../words/i18n.svelte.js';
import { say } from '../../../ui/notices.svelte.js';
import { t } from './words.js';

/** @import { Stage } from '../../../replica/records.js' */
/** @import { BoardView } from '../../../board/view.svelte.js' */

/** @param {{ stage: Stage, title: string }} phase */
export function nameOf({ stage, title }) {
  return title || t(`phase.${stage}`);
}

/** What the phase of now leaves to oneself; a coordinator may do everything and is told what it leaves to others. @param {BoardView} view */
export function allowed(view) {
  const { role, visitor_id: me } = view.board.you;
  if (role === 'coordinator' && view.stage) return t(`phase.${view.stage}.about`);
  const acts = [
    view.may('card.add') && t('phase.may.add'),
    view.may('card.move', {}) ? t('phase.may.move') : view.may('card.move', { author_id: me }) && t('phase.may.move-own'),
    view.may('comment.add') && t('phase.may.comment'),
  ].filter((act) => !!act);
  const list = new Intl.ListFormat(language(), { type: 'conjunction' });
  return acts.length ? t('phase.may', { what: list.format(/** @type {string[]} */ (acts)) }) : t('phase.may.read');
}

/** Say which phase has begun. @param {BoardView} view */
export function tellPhase(view) {
  const { archived_at: archived, deleted_at: deleted } = view.row.value;
  if (view.phase && !archived && !deleted) say(t('phase.begun', { title: nameOf(view.phase), what: allowed(view) }));
}
