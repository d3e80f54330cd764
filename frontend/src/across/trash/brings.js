/** What was deleted and can come back. */
import { register } from '../../board/registry.svelte.js';
import { t } from '../../words/i18n.svelte.js';

register({
  boardMenu: (view) => [view.writes() && { section: 'view', at: 30, icon: 'trash', label: t('trash.title'), run: () => (view.opened = { kind: 'trash' }) }],
});
