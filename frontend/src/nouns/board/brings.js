/** What a board brings itself: its header, its menu, what one may do with it as a whole. */
import { learnPages, operatorPages } from '../../sync/instance.svelte.js';
import { register } from '../../board/registry.svelte.js';
import { redoStep, redoWords, undoStep, undoWords } from '../../board/undo.js';
import { go, pathOfBoard } from '../../ui/route.svelte.js';
import { LANGUAGES, language, setLanguage } from '../../words/i18n.svelte.js';
import BoardHeader from './BoardHeader.svelte';
import BottomBar from './BottomBar.svelte';
import EmptyBoard from './EmptyBoard.svelte';
import NewBoardStrip from './NewBoardStrip.svelte';
import { t } from './words.js';

/** @import { BoardSection, Offers } from '../../board/registry.svelte.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

register({
  boardMenu: (view) => [...acts(view), ...steps(view), ...ways(view), ...pages()],
  strips: [{ at: 50, Strip: NewBoardStrip }],
  pieces: { 'board.header': BoardHeader, 'board.bottom': BottomBar, 'board.empty': EmptyBoard },
});

/** @param {BoardView} view @returns {Offers<BoardSection>} */
function acts(view) {
  const close = (/** @type {'archive' | 'delete'} */ verb) => (view.opened = { kind: 'board-close', verb });
  return [
    view.may('board.rename') && { section: 'name', at: 10, icon: 'pen', label: t('board.rename'), run: () => (view.opened = { kind: 'board' }) },
    view.may('board.archive') && { section: 'coordinate', at: 50, icon: 'archive', label: t('board.archive'), run: () => close('archive') },
    view.may('board.delete') && { section: 'coordinate', at: 60, icon: 'trash', label: t('board.delete'), danger: true, run: () => close('delete') },
  ];
}

/** @param {BoardView} view @returns {Offers<BoardSection>} */
function steps(view) {
  if (!view.writes()) return [];
  return [
    { section: 'steps', at: 10, icon: 'undo', label: undoWords(view), off: !view.steps.undo, run: () => undoStep(view) },
    { section: 'steps', at: 20, icon: 'redo', label: redoWords(view), off: !view.steps.redo, run: () => redoStep(view) },
  ];
}

/** The other ways to look at it. @param {BoardView} view @returns {Offers<BoardSection>} */
function ways(view) {
  return view.otherLayouts().map(({ icon, path, label }) => ({ section: 'view', at: 10, icon, label: t(label), run: () => go(pathOfBoard(view.session.boardId, path)) }));
}

/** @returns {Offers<BoardSection>} */
function pages() {
  learnPages();
  const other = language() === 'de' ? 'en' : 'de';
  const operators = operatorPages().map(({ name, path }) => ({
    section: /** @type {const} */ ('page'),
    at: 20,
    icon: 'page',
    label: t(`operator.${name}`),
    href: `${path}?language=${language()}`,
    page: true,
    run: () => {},
  }));
  return [{ section: 'page', at: 10, icon: 'globe', label: LANGUAGES[other], lang: other, run: () => setLanguage(other).catch(() => {}) }, ...operators];
}
