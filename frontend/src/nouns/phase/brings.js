/** Phases of a board, which few have. */
import { register } from '../../board/registry.svelte.js';
import { t } from './words.js';

register({
  boardMenu: (view) => [
    view.may('phase.add') && { section: 'coordinate', at: 20, icon: 'wait', label: t('phases.title'), run: () => (view.opened = { kind: 'phases' }) },
  ],
  fetched: { phases: () => import('./planning/PhasesDialog.svelte') },
  strips: [{ at: 60, load: () => import('./strip/PhaseStrip.svelte'), wanted: (view) => view.phases.rows.length > 0 }],
});
