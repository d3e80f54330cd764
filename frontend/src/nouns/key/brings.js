/** Links to a board. */
import { register } from '../../board/registry.svelte.js';
import { t } from '../../words/i18n.svelte.js';

register({
  boardMenu: (view) => [view.may('key.add') && { section: 'name', at: 20, icon: 'share', label: t('share'), run: () => (view.opened = { kind: 'share' }) }],
  fetched: { share: () => import('./sharing/ShareDialog.svelte') },
});
