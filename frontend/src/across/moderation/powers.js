/** What editors and coordinators may do to single cards and columns: approve, hide and lock them, and back. */
import { approve, waits } from '../../board/approval.js';
import { shortTitle } from '../../board/titles.js';
import { undoStep } from '../../board/undo.js';
import { say } from '../../ui/notices.svelte.js';
import { t } from './words.js';

/** @import { BoardView } from '../../board/view.svelte.js' */
/** @import { Entry } from '../../ui/menu.svelte.js' */

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

/** @param {BoardView} view @param {'card' | 'column'} kind @param {any} record @param {string} verb */
function turn(view, kind, record, verb) {
  const [editId] = view.submit({ type: `${kind}.${verb}`, [`${kind}_id`]: record.id });
  const title = kind === 'card' ? shortTitle(record) : record.title;
  say(t(`power.${verb}.done`, { title }), { action: { label: t('undo'), run: () => undoStep(view, editId) } });
}
