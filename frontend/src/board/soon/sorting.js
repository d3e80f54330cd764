/** What moving by hand comes to on this board: the edits of moving/drag.js and moving/grab.js, and their words. */
import { draggable } from '../../moving/drag.js';
import { grabbable } from '../../moving/grab.js';
import { named } from '../../replica/place.js';
import { announce, say } from '../../ui/notices.svelte.js';
import { shortTitle } from '../titles.js';
import { t } from './words.js';

/** @import { Moved, Place } from '../../moving/aim.js' */
/** @import { BoardView } from '../view.svelte.js' */

/**
 * @param {HTMLElement} root
 * @param {BoardView} view
 * @returns {{ tells: (id: string) => boolean, destroy: () => void }} `tells`: that this is gone is said, or was
 */
export function sortable(root, view) {
  /** Of these it was said already that they are gone. @type {Set<string>} */
  const told = new Set();
  const words = { gone: (/** @type {Moved} */ moved) => told.add(moved.id) && say(t(`grab.gone.${moved.kind}`)) };
  const drag = draggable(root, {
    ...words,
    // What is not built yet is nobody's neighbour, and would be missed where it should stand.
    begin: () => view.filling.finish(),
    drop: (moved, place) => drop(view, moved, place),
    listGone: () => say(t('grab.target-gone')),
  });
  const grab = grabbable(root, carrying(view, words.gone));
  view.carryColumn = (id) => grab.grab({ kind: 'column', id });
  return {
    tells: (id) => drag.holds(id) || told.has(id),
    destroy() {
      drag.destroy();
      grab.destroy();
    },
  };
}

/**
 * @param {BoardView} view
 * @param {(moved: Moved) => void} gone
 * @returns {import('../../moving/grab.js').Carrying}
 */
function carrying(view, gone) {
  /** @param {string} what @param {Moved} moved */
  const tell = (what, moved) => announce(t(`grab.${what}.${moved.kind}`, standing(view, moved)));
  const end = () => {
    view.carrying = '';
    view.board.preview(null);
  };
  return {
    picked(moved) {
      view.filling.finish();
      view.carrying = moved.kind;
      tell('picked', moved);
    },
    step(moved, place) {
      view.board.preview(edit(moved, place));
      tell('step', moved);
    },
    stays: (moved) => tell('step', moved),
    laid(moved, place) {
      end();
      if (place) drop(view, moved, place);
      else tell('back', moved);
    },
    back(moved) {
      end();
      tell('back', moved);
    },
    gone(moved) {
      end();
      const record = recordOf(view, moved);
      // It was shown in a column that was deleted: without the preview it is back where it was.
      if (record && !record.deleted_at && isShown(view, moved)) say(t('grab.target-gone'));
      else gone(moved);
    },
  };
}

/** @param {BoardView} view @param {Moved} moved @param {Place} place */
function drop(view, moved, { list, after, before }) {
  const record = recordOf(view, moved);
  if (!record || record.deleted_at) return;
  const allowed = view.may(`${moved.kind === 'item' ? 'card' : 'column'}.move`, record);
  if (!allowed || (list && view.closed(view.board.peek('column', list)))) say(t('error.forbidden'), { fault: true });
  else if (moved.kind === 'item') view.moveCard(record, list, after, before);
  else view.moveColumn(record, after, before);
}

/** @param {Moved} moved @param {Place} place @returns {import('../../replica/records.js').Wish} */
function edit(moved, { list, after, before }) {
  const neighbours = named({ after, before });
  if (moved.kind === 'column') return { type: 'column.move', column_id: moved.id, ...neighbours };
  return { type: 'card.move', card_id: moved.id, column_id: list, ...neighbours };
}

/** @param {BoardView} view @param {Moved} moved @returns {any} the card or column as it is now */
function recordOf(view, moved) {
  return view.board.peek(moved.kind === 'item' ? 'card' : 'column', moved.id);
}

/** @param {BoardView} view @param {Moved} moved */
function siblings(view, moved) {
  return moved.kind === 'column' ? view.columns.rows.map((row) => row.value) : view.cardsOf(recordOf(view, moved).column_id);
}

/** @param {BoardView} view @param {Moved} moved */
function isShown(view, moved) {
  const columnId = recordOf(view, moved).column_id;
  return moved.kind === 'column' || view.columns.rows.some((row) => row.id === columnId);
}

/** @param {BoardView} view @param {Moved} moved */
function standing(view, moved) {
  const record = recordOf(view, moved);
  const all = siblings(view, moved);
  const place = all.findIndex((other) => other.id === moved.id) + 1;
  const title = moved.kind === 'item' ? shortTitle(record) : record.title;
  return { title, column: view.board.peek('column', record.column_id)?.title ?? '', place, count: all.length };
}
