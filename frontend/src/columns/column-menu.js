/** What the menu of a column offers to whom. */
import { t } from '../core/i18n.svelte.js';
import { openMenu } from '../ui/menu.svelte.js';

/** @import { ColumnRecord } from '../core/records.js' */
/** @import { BoardView } from '../boards/view.svelte.js' */

/**
 * @param {BoardView} view
 * @param {ColumnRecord} column
 * @param {number} place its index on the board
 * @param {number} count of columns
 * @param {HTMLElement} anchor
 */
export function openColumnMenu(view, column, place, count, anchor) {
  openMenu(anchor, t('column.menu', { title: column.title }), [
    { icon: 'pen', label: t('column.rename'), run: () => (view.opened = { kind: 'column', id: column.id }) },
    { colors: column.color, choose: (color) => view.submit({ type: 'column.recolor', column_id: column.id, color }) },
    'line',
    { icon: 'left', label: t('column.left'), off: place === 0, run: () => move(view, column, place - 1, place - 2) },
    { icon: 'right', label: t('column.right'), off: place === count - 1, run: () => move(view, column, place + 2, place + 1) },
    view.may('column.delete') && 'line',
    view.may('column.delete') && {
      icon: 'trash',
      label: t('column.delete'),
      danger: true,
      run: () => (view.opened = { kind: 'column-delete', id: column.id }),
    },
  ]);
}

/**
 * @param {BoardView} view
 * @param {ColumnRecord} column
 * @param {number} before index of the column it goes before
 * @param {number} after index of the column it goes after
 */
function move(view, column, before, after) {
  const columns = view.columns.rows;
  const beforeId = columns[before]?.id;
  view.submit({
    type: 'column.move',
    column_id: column.id,
    after_id: columns[after]?.id ?? null,
    ...(beforeId ? { before_id: beforeId } : {}),
  });
}
