/** Who takes part, and oneself. */
import { register } from '../../board/registry.svelte.js';
import Present from './Present.svelte';
import { t } from './words.js';

register({
  boardMenu: (view) => [{ section: 'name', at: 30, icon: 'person', label: t('people.title'), run: () => (view.opened = { kind: 'people' }) }],
  pieces: { 'visitor.present': Present },
});
