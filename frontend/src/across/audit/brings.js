/** Who did what. */
import { register } from '../../board/registry.svelte.js';
import { t } from './words.js';

register({
  boardMenu: (view) => [view.may('key.add') && { section: 'coordinate', at: 40, icon: 'text', label: t('audit'), run: () => (view.opened = { kind: 'audit' }) }],
});
