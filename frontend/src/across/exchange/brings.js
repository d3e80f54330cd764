/** What comes onto a board from files, and goes from it onto paper and into files. */
import { register } from '../../board/registry.svelte.js';
import { language } from '../../words/i18n.svelte.js';
import { t } from './words.js';

/** @import { BoardSection, Offers } from '../../board/registry.svelte.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

register({
  boardMenu: (view) => [
    { section: 'view', at: 20, icon: 'print', label: t('print'), run: () => (view.opened = { kind: 'print' }) },
    view.may('import') && { section: 'data', at: 10, icon: 'upload', label: t('import'), run: () => (view.opened = { kind: 'import' }) },
    ...(view.may('export') ? exports(view) : []),
  ],
  fetched: { import: () => import('./importing/ImportDialog.svelte') },
});

/** @param {BoardView} view @returns {Offers<BoardSection>} */
function exports(view) {
  const door = `/api/boards/${encodeURIComponent(view.session.boardId)}`;
  const table = language() === 'de' ? 'excel=true&language=de' : 'language=en';
  return [
    { section: 'data', at: 20, icon: 'save', label: t('board.export-csv'), href: `${door}/export.csv?${table}`, run: () => {} },
    { section: 'data', at: 30, icon: 'save', label: t('board.export-json'), href: `${door}/export.json`, run: () => {} },
  ];
}
