/** Undo and redo in words: what would be undone, what was, and why something cannot be. */
import { say } from '../ui/notices.svelte.js';
import { shortTitle } from './titles.js';
import { t } from './words.js';

/** @import { Outcome, Step } from '../replica/history.js' */
/** @import { BoardView } from './view.svelte.js' */

/** @param {BoardView} view @param {string} [editId] the step that this edit belongs to; without, the last one */
export function undoStep(view, editId) {
  tell('undo', view.history.undo(editId));
}

/** @param {BoardView} view */
export function redoStep(view) {
  tell('redo', view.history.redo());
}

const SAID = { undo: { done: 'undo.done', no: 'undo.no' }, redo: { done: 'redo.done', no: 'redo.no' } };

/** @param {'undo' | 'redo'} direction @param {Outcome | undefined} outcome */
function tell(direction, outcome) {
  if (!outcome) return;
  const what = words(outcome.step);
  const { done, no } = SAID[direction];
  if (outcome.reason) say(t(no, { what, why: t(`undo.why.${outcome.reason}`) }), { fault: true });
  else say(t(done, { what }));
}

/** @param {BoardView} view */
export function undoWords({ steps }) {
  return steps.undo ? t('undo.what', { what: words(steps.undo) }) : t('undo');
}

/** @param {BoardView} view */
export function redoWords({ steps }) {
  return steps.redo ? t('redo.what', { what: words(steps.redo) }) : t('redo');
}

/** @param {Step} step */
function words({ type, entries }) {
  if (entries.length > 1) return t('step.many', { n: entries.length });
  const [{ kind, before, after }] = entries;
  const record = /** @type {any} */ (after ?? before);
  return t(`step.${type}`, { title: kind === 'card' ? shortTitle(record) : (record?.title ?? '') });
}

/**
 * Ctrl+Z, Ctrl+Shift+Z, Ctrl+Y. In a text field they are the browser's own.
 * @param {BoardView} view
 * @param {KeyboardEvent} event
 */
export function undoKeys(view, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || writing(event.target)) return;
  const key = event.key.toLowerCase();
  const again = key === 'y' || (key === 'z' && event.shiftKey);
  if (!again && key !== 'z') return;
  event.preventDefault();
  if (again) redoStep(view);
  else undoStep(view);
}

/** Whether the focus is where text is typed. @param {EventTarget | null} target */
function writing(target) {
  return target instanceof HTMLElement && !!target.closest('textarea, input:not([type="radio"], [type="checkbox"]), [contenteditable]');
}
