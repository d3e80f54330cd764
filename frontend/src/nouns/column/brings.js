/** What columns bring to a board: their menu, and the way to the next one. */
import { register } from '../../board/registry.svelte.js';
import AddColumn from './AddColumn.svelte';
import { t } from './words.js';

/** @import { ColumnRecord } from '../../replica/records.js' */
/** @import { ColumnSection, Offers } from '../../board/registry.svelte.js' */
/** @import { BoardView } from '../../board/view.svelte.js' */

register({ columnMenu: menu, pieces: { 'column.add': AddColumn } });

/** @param {BoardView} view @param {ColumnRecord} column @returns {Offers<ColumnSection>} */
function menu(view, column) {
  return [
    { section: 'name', at: 10, icon: 'pen', label: t('column.rename'), run: () => (view.opened = { kind: 'column', id: column.id }) },
    { section: 'name', at: 20, colors: column.color, choose: (color) => view.submit({ type: 'column.recolor', column_id: column.id, color }) },
    ...places(view, column),
    view.may('column.delete', column) && {
      section: 'act',
      at: 90,
      icon: 'trash',
      label: t('column.delete'),
      danger: true,
      run: () => (view.opened = { kind: 'column-delete', id: column.id }),
    },
  ];
}

/** In words of the layout: to the left, or up. @param {BoardView} view @param {ColumnRecord} column @returns {Offers<ColumnSection>} */
function places(view, column) {
  const columns = view.columns.rows;
  const at = columns.findIndex((row) => row.id === column.id);
  const first = at === 0;
  const last = at === columns.length - 1;
  const put = (/** @type {string | null | undefined} */ after) => view.moveColumn(column, after);
  const [back, on, begin, end] = view.layout?.sideways
    ? [['left', 'column.left'], ['right', 'column.right'], ['first', 'column.first'], ['last', 'column.last']]
    : [['up', 'card.up'], ['down', 'card.down'], ['top', 'card.top'], ['bottom', 'card.bottom']];
  return [
    { section: 'place', at: 10, icon: back[0], label: t(back[1]), off: first, run: () => put(columns[at - 2]?.id ?? null) },
    { section: 'place', at: 20, icon: on[0], label: t(on[1]), off: last, run: () => put(columns[at + 1].id) },
    { section: 'place', at: 30, icon: begin[0], label: t(begin[1]), off: first, run: () => put(null) },
    { section: 'place', at: 40, icon: end[0], label: t(end[1]), off: last, run: () => put(undefined) },
    // Only where there may be keys to carry it with.
    view.layout?.sideways &&
      matchMedia('(any-hover: hover)').matches &&
      columns.length > 1 && { section: 'place', at: 50, icon: 'arrows', label: t('column.carry'), run: () => view.carryColumn(column.id) },
  ];
}
