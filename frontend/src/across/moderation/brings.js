/** What is decided about cards, columns and the whole board: what waits, what is hidden and locked, who may do what. */
import { register } from '../../board/registry.svelte.js';
import StateMarks from './StateMarks.svelte';
import { powers } from './powers.js';
import { t } from './words.js';

const STATES = /** @type {const} */ (['held', 'hidden', 'locked']);

register({
  boardMenu: (view) => [
    view.may('board.moderate') && { section: 'coordinate', at: 10, icon: 'lock', label: t('rules.title'), run: () => (view.opened = { kind: 'rules' }) },
  ],
  cardMenu: (view, card) => powers(view, 'card', card).map((entry) => ({ section: 'act', at: 40, open: true, ...entry })),
  columnMenu: (view, column) => powers(view, 'column', column).map((entry) => ({ section: 'act', at: 40, ...entry })),
  fetched: { rules: () => import('./rules/RulesDialog.svelte') },
  marks: [
    {
      has: ({ held_at: held, hidden_at: hidden, locked_at: locked }) => held || hidden || locked,
      Mark: StateMarks,
      meaning: (record) =>
        STATES.filter((state) => record[`${state}_at`])
          .map((state) => t(`mark.${state}.about`))
          .join(' '),
    },
  ],
  strips: [
    {
      at: 70,
      load: () => import('./waiting/WaitingStrip.svelte'),
      wanted: (view) => view.may('card.approve') && view.board.waiting(view.session.boardId).length > 0,
    },
  ],
});
