/** What the menu of a column offers to whom. */
import { t } from '../../words/i18n.svelte.js';
import { powers } from '../../board/powers.js';
import { openMenu } from '../../ui/menu.svelte.js';

/** @import { ColumnRecord } from '../../replica/records.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

/** @param {BoardView} view @param {ColumnRecord} column @param {HTMLElement} anchor */
export function openColumnMenu(view, column, anchor) {
  openMenu(anchor, t('column.menu', { title: column.title }), [
    { icon: 'pen', label: t('column.rename'), run: () => (view.opened = { kind: 'column', id: column.id }) },
    { colors: column.color, choose: (color) => view.submit({ type: 'column.recolor', column_id: column.id, color }) },
    'line',
    ...places(view, column),
    view.may('column.delete', column) && 'line',
    ...powers(view, 'column', column),
    view.may('column.delete', column) && {
      icon: 'trash',
      label: t('column.delete'),
      danger: true,
      run: () => (view.opened = { kind: 'column-delete', id: column.id }),
    },
  ]);
}

/** @param {BoardView} view @param {ColumnRecord} column @returns {import('../../ui/menu.svelte.js').Entry[]} */
function places(view, column) {
  const columns = view.columns.rows;
  const at = columns.findIndex((row) => row.id === column.id);
  const last = at === columns.length - 1;
  const put = (/** @type {string | null | undefined} */ after) => view.moveColumn(column, after);
  if (view.list) {
    return [
      { icon: 'up', label: t('card.up'), off: at === 0, run: () => put(columns[at - 2]?.id ?? null) },
      { icon: 'down', label: t('card.down'), off: last, run: () => put(columns[at + 1].id) },
      { icon: 'top', label: t('card.top'), off: at === 0, run: () => put(null) },
      { icon: 'bottom', label: t('card.bottom'), off: last, run: () => put(undefined) },
    ];
  }
  return [
    { icon: 'left', label: t('column.left'), off: at === 0, run: () => put(columns[at - 2]?.id ?? null) },
    { icon: 'right', label: t('column.right'), off: last, run: () => put(columns[at + 1].id) },
    { icon: 'first', label: t('column.first'), off: at === 0, run: () => put(null) },
    { icon: 'last', label: t('column.last'), off: last, run: () => put(undefined) },
    // Only where there may be keys to carry it with.
    ...(matchMedia('(any-hover: hover)').matches && columns.length > 1
      ? [{ icon: 'arrows', label: t('column.carry'), run: () => view.carryColumn(column.id) }]
      : []),
  ];
}
