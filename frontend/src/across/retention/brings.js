/** When a board ends. */
import { register } from '../../board/registry.svelte.js';
import { endOf } from './end.svelte.js';
import { t } from './words.js';

register({
  boardMenu: (view) => [
    view.may('board.keep') && { section: 'coordinate', at: 30, icon: 'clock', label: t('retention'), run: () => (view.opened = { kind: 'retention' }) },
  ],
  early: (view) => view.may('report.resolve'),
  heard: (view, { type }) => {
    if (type === 'board.keep') endOf(view).set += 1;
  },
});
