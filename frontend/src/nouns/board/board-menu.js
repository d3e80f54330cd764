/** What the menu of a board offers to whom. */
import { learnPages, operatorPages } from '../../sync/instance.svelte.js';
import { LANGUAGES, language, setLanguage, t } from '../../words/i18n.svelte.js';
import { go, pathOfBoard } from '../../ui/route.svelte.js';
import { openMenu } from '../../ui/menu.svelte.js';
import { redoStep, redoWords, undoStep, undoWords } from '../../board/undo.js';

/** @import { BoardView } from '../../board/view.svelte.js' */

/** @param {BoardView} view @param {HTMLElement} anchor */
export function openBoardMenu(view, anchor) {
  const other = language() === 'de' ? 'en' : 'de';
  const door = `/api/boards/${encodeURIComponent(view.session.boardId)}`;
  const edit = view.may('board.rename');
  const exports = view.may('export');
  const writes = view.writes();
  const table = language() === 'de' ? 'excel=true&language=de' : 'language=en';
  learnPages();
  openMenu(anchor, t('board.menu'), [
    edit && { icon: 'pen', label: t('board.rename'), run: () => (view.opened = { kind: 'board' }) },
    view.may('key.add') && { icon: 'share', label: t('share'), run: () => (view.opened = { kind: 'share' }) },
    { icon: 'person', label: t('people.title'), run: () => (view.opened = { kind: 'people' }) },
    writes && 'line',
    writes && { icon: 'undo', label: undoWords(view), off: !view.steps.undo, run: () => undoStep(view) },
    writes && { icon: 'redo', label: redoWords(view), off: !view.steps.redo, run: () => redoStep(view) },
    { heading: t('board.menu.view') },
    { icon: 'text', label: t(view.list ? 'list.leave' : 'list.show'), run: () => go(pathOfBoard(view.session.boardId, !view.list)) },
    { icon: 'print', label: t('print'), run: () => (view.opened = { kind: 'print' }) },
    writes && { icon: 'trash', label: t('trash.title'), run: () => (view.opened = { kind: 'trash' }) },
    { heading: t('board.menu.data') },
    view.may('import') && { icon: 'upload', label: t('import'), run: () => (view.opened = { kind: 'import' }) },
    exports && { icon: 'save', label: t('board.export-csv'), href: `${door}/export.csv?${table}`, run: () => {} },
    exports && { icon: 'save', label: t('board.export-json'), href: `${door}/export.json`, run: () => {} },
    { heading: t('board.menu.coordinate') },
    ...coordinating(view),
    'line',
    { icon: 'globe', label: LANGUAGES[other], lang: other, run: () => setLanguage(other).catch(() => {}) },
    ...operatorPages().map(({ name, path }) => ({
      icon: 'page',
      label: t(`operator.${name}`),
      href: `${path}?language=${language()}`,
      page: true,
      run: () => {},
    })),
  ]);
}

/** @param {BoardView} view @returns {(import('../../ui/menu.svelte.js').Entry | false)[]} */
function coordinating(view) {
  const close = (/** @type {'archive' | 'delete'} */ verb) => (view.opened = { kind: 'board-close', verb });
  return [
    view.may('board.moderate') && { icon: 'lock', label: t('rules.title'), run: () => (view.opened = { kind: 'rules' }) },
    view.may('phase.add') && { icon: 'wait', label: t('phases.title'), run: () => (view.opened = { kind: 'phases' }) },
    view.may('board.keep') && { icon: 'clock', label: t('retention'), run: () => (view.opened = { kind: 'retention' }) },
    view.may('key.add') && { icon: 'text', label: t('audit'), run: () => (view.opened = { kind: 'audit' }) },
    view.may('board.archive') && { icon: 'archive', label: t('board.archive'), run: () => close('archive') },
    view.may('board.delete') && { icon: 'trash', label: t('board.delete'), danger: true, run: () => close('delete') },
  ];
}
