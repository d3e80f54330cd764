/** What the page says when others do something, and when an own edit is refused. */
import { wordsOf } from '../sync/drafts.js';
import { hasWords } from '../words/i18n.svelte.js';
import { say, tell } from '../ui/notices.svelte.js';
import { brought } from './registry.svelte.js';
import { shortTitle } from './titles.js';
import { t } from './words.js';

/** @import { AnyRecord, BoardEvent, Edit } from '../replica/records.js' */
/** @import { Refusal } from '../sync/outbox.js' */
/** @import { BoardView } from './view.svelte.js' */

/** @param {BoardView} view @param {BoardEvent} event */
export function tellOfOthers(view, event) {
  for (const hear of brought('heard')) hear(view, event);
  if (!event.changes?.length) return; // overtaken by a later one, which is told
  const key = `others.one.${event.type}`;
  const many = (/** @type {number} */ n) => t('others.many', { n });
  tell(() => (hasWords(key) ? t(key, subjectOf(view, event)) : many(1)), many);
}

/** @param {BoardView} view @param {BoardEvent} event */
function subjectOf(view, event) {
  const put = event.changes?.findLast((change) => 'put' in change);
  const record = put && 'put' in put ? put.record : null;
  const card = record?.card_id ? view.board.peek('card', record.card_id) : record;
  const column = record?.column_id ? view.board.peek('column', record.column_id) : record;
  return { title: card?.text !== undefined ? shortTitle(/** @type {any} */ (card)) : '', column: column?.title ?? '' };
}

/**
 * Nobody's words vanish: a refused text goes back to where it can be read, copied and sent again.
 * @param {BoardView} view
 * @param {Edit} edit
 * @param {Refusal} refusal
 */
export function answerRefusal(view, edit, refusal) {
  view.history.refused(edit.id);
  if (edit.type === 'card.write' && refusal.theirs && refusal.yours) {
    keepYours(view, edit, refusal);
    answerConflict(view, edit.card_id, refusal);
    return;
  }
  if (edit.type === 'card.approve' && refusal.theirs) {
    showChanged(view, edit.card_id, refusal);
    return;
  }
  const text = wordsOf(edit);
  say(t(reasonOf(view, edit, refusal)), {
    fault: true,
    sticky: !!text,
    text,
  });
  keepWords(view, edit);
}

/** @param {BoardView} view @param {Edit} edit @param {Refusal} refusal */
function reasonOf(view, edit, refusal) {
  if (refusal.code === 'closed') return closedBy(view, edit, refusal);
  if (refusal.code === 'too_large' && refusal.limit) return 'error.board-full';
  if (refusal.code === 'conflict' && edit.type.endsWith('.report')) return 'error.reported';
  return hasWords(`error.${refusal.code}`) ? `error.${refusal.code}` : 'error.invalid';
}

/** What has closed the door to an edit: its phase, its board, a lock, or the trash. @param {BoardView} view @param {Edit} edit @param {Refusal} refusal */
function closedBy(view, edit, { stage }) {
  // What closed it may have arrived with the refusal, and not show yet.
  view.board.flush();
  const { archived_at: archived, deleted_at: deleted, locked_at: locked } = view.row.value;
  if (stage) return 'error.phase';
  if (archived || deleted) return 'error.board-closed';
  const touched = ['comment', 'card', 'column'].map((kind) => view.board.peek(kind, edit[`${kind}_id`]));
  return locked || touched.some((record) => record && view.closed(record)) ? 'error.locked' : 'error.closed';
}

/** @param {BoardView} view @param {string} cardId @param {Refusal} refusal */
function answerConflict(view, cardId, { theirs, yours }) {
  const show = () => {
    view.conflict = { cardId, yours, theirs, base: theirs.seq ?? view.board.lastReceived };
    // An open card stays the one it is: opened anew it would lose what is being typed beside.
    if (!isOpen(view, cardId)) view.opened = { kind: 'card', id: cardId };
  };
  if (view.opened && !isOpen(view, cardId)) say(t('error.conflict'), { fault: true, sticky: true, action: { label: t('card.open'), run: show } });
  else show();
}

/** A card that was to be approved says something else by now. @param {BoardView} view @param {string} cardId @param {Refusal} refusal */
function showChanged(view, cardId, { theirs }) {
  const run = () => (view.opened = { kind: 'card', id: cardId });
  const words = t('power.approve.changed', { title: shortTitle(theirs) });
  say(words, { fault: true, sticky: true, ...(isOpen(view, cardId) ? {} : { action: { label: t('card.open'), run } }) });
}

/**
 * Whoever comes back to a board on which a text was begun is told, and led to it.
 * @param {BoardView} view
 */
export function offerDraft(view) {
  for (const field of view.drafts.fields()) {
    const run = wayTo(view, field);
    if (!run) continue;
    say(t('draft.found'), { action: { label: t('draft.go-on'), run } });
    return;
  }
}

/** What an earlier page has kept without saying whose it is nobody gets who does not say that it is theirs. @param {BoardView} view */
export async function askWhose({ session: { belongings } }) {
  const n = await belongings.unowned();
  if (n) say(t('kept.unowned', { n }), { sticky: true, action: { label: t('kept.mine'), run: () => belongings.adopt() } });
}

/** Opens a field, unless what it belongs to is gone. @param {BoardView} view @param {string} field */
function wayTo(view, field) {
  const id = field.slice(field.lastIndexOf(' ') + 1);
  if (field.startsWith('column ')) return shown(view, 'column', id) && (() => (view.adding = id));
  const cardId = field.startsWith('comment ') && !field.startsWith('comment on ') ? view.board.peek('comment', id)?.card_id : id;
  return shown(view, 'card', cardId) && (() => (view.opened = { kind: 'card', id: cardId }));
}

/** @param {BoardView} view @param {string} kind @param {string} id */
function shown(view, kind, id) {
  const record = view.board.peek(kind, id);
  return !!record && !record.deleted_at;
}

/** Until one has chosen: should the page end before, the words are found in the card. @param {BoardView} view @param {Edit} edit @param {Refusal} refusal */
function keepYours({ drafts }, edit, { yours, theirs }) {
  const field = `card ${edit.card_id}`;
  const start = { title: theirs.title, text: theirs.text };
  if (!drafts.find(field)) drafts.keep(field, { ...yours, start, base: edit.base });
}

/** @param {BoardView} view @param {string} cardId */
function isOpen({ opened }, cardId) {
  return opened?.kind === 'card' && opened.id === cardId;
}

/** @param {BoardView} view @param {Edit} edit */
function keepWords({ drafts }, edit) {
  const field = FIELDS[edit.type]?.(edit);
  if (field && !drafts.find(field)) drafts.keep(field, { title: edit.title ?? '', text: edit.text ?? '' });
}

/** In which field a refused text is found again. @type {{ [type: string]: (edit: AnyRecord) => string }} */
const FIELDS = {
  'card.add': (edit) => `column ${edit.column_id}`,
  'card.write': (edit) => `card ${edit.card_id}`,
  'comment.add': (edit) => `comment on ${edit.card_id}`,
  'comment.write': (edit) => `comment ${edit.comment_id}`,
};
