/** Who takes part, and oneself. */
import { register } from '../../board/registry.svelte.js';
import { t } from '../../words/i18n.svelte.js';
import Present from './Present.svelte';

register({
  boardMenu: (view) => [{ section: 'name', at: 30, icon: 'person', label: t('people.title'), run: () => (view.opened = { kind: 'people' }) }],
  pieces: { 'visitor.present': Present },
});
