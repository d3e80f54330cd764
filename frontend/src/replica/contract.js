/**
 * What browser and server know alike: records, edits, and who may do what. Made by the server from its declarations
 * (`python -m korkwand contract`), never by hand; a test says when this is out of date.
 */

/** @typedef {'white' | 'yellow' | 'green' | 'blue' | 'rose' | 'lilac'} Color */
/** @typedef {'viewer' | 'contributor' | 'editor' | 'coordinator'} Role */
/** @typedef {'collect' | 'sort' | 'vote' | 'done'} Stage */
/** @typedef {'board' | 'column' | 'card' | 'comment' | 'key' | 'phase' | 'departure' | 'report'} Kind */
/**
 * @typedef {{
 *   id: string,
 *   title: string,
 *   description: string,
 *   color: Color,
 *   archived_at: string | null,
 *   deleted_at: string | null,
 *   created_at: string,
 *   locked_at: string | null,
 *   moderated: boolean,
 *   cards_hidden: boolean,
 *   names_hidden: boolean,
 *   comment_role: Role,
 *   move_role: Role,
 *   column_role: Role,
 *   phase_id: string | null,
 *   phase_since: string | null,
 *   time_zone: string,
 * }} BoardRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   rank: string,
 *   title: string,
 *   description: string,
 *   color: Color,
 *   deleted_at: string | null,
 *   created_at: string,
 *   hidden_at: string | null,
 *   locked_at: string | null,
 * }} ColumnRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   column_id: string,
 *   rank: string,
 *   title: string,
 *   text: string,
 *   color: Color,
 *   author_id: string | null,
 *   author_name: string | null,
 *   created_at: string,
 *   edited_at: string | null,
 *   deleted_at: string | null,
 *   deleted_by_author: boolean | null,
 *   held_at: string | null,
 *   hidden_at: string | null,
 *   locked_at: string | null,
 * }} CardRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   card_id: string,
 *   text: string,
 *   author_id: string | null,
 *   author_name: string | null,
 *   created_at: string,
 *   edited_at: string | null,
 *   deleted_at: string | null,
 *   deleted_by_author: boolean | null,
 * }} CommentRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   role: Role,
 *   label: string,
 *   opens_at: string | null,
 *   ends_at: string | null,
 *   revoked_at: string | null,
 *   has_password: boolean,
 *   unseen_columns: string,
 *   readonly_columns: string,
 * }} KeyRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   rank: string,
 *   stage: Stage,
 *   title: string,
 *   opens_at: string | null,
 * }} PhaseRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   reason: string,
 *   created_at: string,
 * }} DepartureRecord
 */
/**
 * @typedef {{
 *   id: string,
 *   board_id: string,
 *   card_id: string,
 *   comment_id: string | null,
 *   reason: string,
 *   author_id: string | null,
 *   created_at: string,
 *   resolved_at: string | null,
 * }} ReportRecord
 */

/** @type {Color[]} */
export const COLORS = ['white', 'yellow', 'green', 'blue', 'rose', 'lilac'];

/** @type {Role[]} in rising order: each includes the one before */
export const ROLES = ['viewer', 'contributor', 'editor', 'coordinator'];

/** @type {{ [text: string]: number }} how many characters a text may have */
export const LENGTHS = {
  title: 500,
  text: 20000,
  comment: 5000,
  description: 2000,
  name: 80,
};

/** @type {{ [kind: string]: { fields: { [field: string]: any }, owners: [field: string, kind: string][], order: string, signed?: boolean } }} owners before what they own */
export const KINDS = {
  board: { fields: { id: null, title: null, description: null, color: null, archived_at: null, deleted_at: null, created_at: null, locked_at: null, moderated: false, cards_hidden: false, names_hidden: false, comment_role: 'contributor', move_role: 'editor', column_role: 'editor', phase_id: null, phase_since: null, time_zone: 'UTC' }, owners: [], order: 'id' },
  column: { fields: { id: null, board_id: null, rank: null, title: null, description: null, color: null, deleted_at: null, created_at: null, hidden_at: null, locked_at: null }, owners: [['board_id', 'board']], order: 'rank' },
  card: { fields: { id: null, board_id: null, column_id: null, rank: null, title: null, text: null, color: null, author_id: null, author_name: null, created_at: null, edited_at: null, deleted_at: null, deleted_by_author: null, held_at: null, hidden_at: null, locked_at: null }, owners: [['column_id', 'column']], order: 'rank', signed: true },
  comment: { fields: { id: null, board_id: null, card_id: null, text: null, author_id: null, author_name: null, created_at: null, edited_at: null, deleted_at: null, deleted_by_author: null }, owners: [['card_id', 'card']], order: 'created_at', signed: true },
  key: { fields: { id: null, board_id: null, role: null, label: null, opens_at: null, ends_at: null, revoked_at: null, has_password: null, unseen_columns: '', readonly_columns: '' }, owners: [['board_id', 'board']], order: 'id' },
  phase: { fields: { id: null, board_id: null, rank: null, stage: null, title: null, opens_at: null }, owners: [['board_id', 'board']], order: 'rank' },
  departure: { fields: { id: null, board_id: null, reason: null, created_at: null }, owners: [['board_id', 'board']], order: 'id' },
  report: { fields: { id: null, board_id: null, card_id: null, comment_id: null, reason: null, author_id: null, created_at: null, resolved_at: null }, owners: [['card_id', 'card']], order: 'created_at', signed: true },
};

/** @type {{ [type: string]: { of: string, needs: string, gates?: string[], set?: string[], fix?: { [field: string]: any }, stamp?: string, trash?: boolean, undo?: string, leaves?: string[], always?: boolean } }} */
export const EDITS = {
  'board.rename': { of: 'board', needs: 'board.edit', set: ['title'], undo: 'board.rename', leaves: ['title'] },
  'board.describe': { of: 'board', needs: 'board.edit', set: ['description'], undo: 'board.describe', leaves: ['description'] },
  'board.recolor': { of: 'board', needs: 'board.edit', set: ['color'], undo: 'board.recolor', leaves: ['color'] },
  'board.rezone': { of: 'board', needs: 'board.edit', set: ['time_zone'] },
  'board.archive': { of: 'board', needs: 'board.edit', stamp: 'archived_at' },
  'board.delete': { of: 'board', needs: 'board.delete', stamp: 'deleted_at', always: true },
  'board.restore': { of: 'board', needs: 'board.delete', fix: { archived_at: null, deleted_at: null }, always: true },
  'board.keep': { of: 'board', needs: 'board.delete' },
  'board.lock': { of: 'board', needs: 'board.moderate', stamp: 'locked_at' },
  'board.unlock': { of: 'board', needs: 'board.moderate', fix: { locked_at: null } },
  'board.moderate': { of: 'board', needs: 'board.moderate' },
  'board.cover': { of: 'board', needs: 'board.moderate', fix: { cards_hidden: true } },
  'board.reveal': { of: 'board', needs: 'board.moderate', fix: { cards_hidden: false } },
  'board.mask': { of: 'board', needs: 'board.moderate', fix: { names_hidden: true } },
  'board.unmask': { of: 'board', needs: 'board.moderate', fix: { names_hidden: false } },
  'board.allow': { of: 'board', needs: 'board.moderate' },
  'column.add': { of: 'column', needs: 'column.add', undo: 'column.delete', leaves: ['title', 'description', 'color'] },
  'column.import': { of: 'column', needs: 'import', gates: ['visible'] },
  'column.rename': { of: 'column', needs: 'column.edit', set: ['title'], undo: 'column.rename', leaves: ['title'] },
  'column.describe': { of: 'column', needs: 'column.edit', set: ['description'], undo: 'column.describe', leaves: ['description'] },
  'column.recolor': { of: 'column', needs: 'column.edit', set: ['color'], undo: 'column.recolor', leaves: ['color'] },
  'column.move': { of: 'column', needs: 'column.edit', undo: 'column.move', leaves: ['rank'] },
  'column.hide': { of: 'column', needs: 'column.moderate', stamp: 'hidden_at', undo: 'column.show', leaves: ['hidden_at'] },
  'column.show': { of: 'column', needs: 'column.moderate', fix: { hidden_at: null }, undo: 'column.hide', leaves: ['hidden_at'] },
  'column.lock': { of: 'column', needs: 'column.moderate', stamp: 'locked_at', undo: 'column.unlock', leaves: ['locked_at'] },
  'column.unlock': { of: 'column', needs: 'column.moderate', fix: { locked_at: null }, undo: 'column.lock', leaves: ['locked_at'] },
  'column.delete': { of: 'column', needs: 'column.delete', stamp: 'deleted_at', trash: true, undo: 'column.restore', leaves: ['deleted_at'] },
  'column.restore': { of: 'column', needs: 'column.delete', gates: ['visible', 'own_trash', 'housed', 'writable', 'unlocked'], fix: { deleted_at: null }, undo: 'column.delete', leaves: ['title', 'description', 'color'] },
  'column.purge': { of: 'column', needs: 'purge', gates: ['visible'] },
  'card.add': { of: 'card', needs: 'card.add', gates: ['visible', 'writable', 'untrashed', 'unlocked'], undo: 'card.delete', leaves: ['title', 'text', 'color', 'column_id'] },
  'card.import': { of: 'card', needs: 'import', gates: ['visible'] },
  'card.copy': { of: 'card', needs: 'card.add', gates: ['visible', 'writable', 'untrashed', 'unlocked'], undo: 'card.delete', leaves: ['title', 'text', 'color', 'column_id'] },
  'card.write': { of: 'card', needs: 'card.edit', undo: 'card.write', leaves: ['title', 'text'] },
  'card.recolor': { of: 'card', needs: 'card.edit', set: ['color'], undo: 'card.recolor', leaves: ['color'] },
  'card.move': { of: 'card', needs: 'card.move', undo: 'card.move', leaves: ['column_id', 'rank'] },
  'card.delete': { of: 'card', needs: 'card.edit', stamp: 'deleted_at', trash: true, undo: 'card.restore', leaves: ['deleted_at'] },
  'card.restore': { of: 'card', needs: 'card.edit', gates: ['visible', 'own_trash', 'housed', 'writable', 'unlocked'], fix: { deleted_at: null, deleted_by_author: null }, undo: 'card.delete', leaves: ['title', 'text', 'color', 'column_id'] },
  'card.approve': { of: 'card', needs: 'card.moderate' },
  'card.hide': { of: 'card', needs: 'card.moderate', stamp: 'hidden_at', undo: 'card.show', leaves: ['hidden_at'] },
  'card.show': { of: 'card', needs: 'card.moderate', fix: { hidden_at: null }, undo: 'card.hide', leaves: ['hidden_at'] },
  'card.lock': { of: 'card', needs: 'card.lock', stamp: 'locked_at', undo: 'card.unlock', leaves: ['locked_at'] },
  'card.unlock': { of: 'card', needs: 'card.lock', fix: { locked_at: null }, undo: 'card.lock', leaves: ['locked_at'] },
  'card.purge': { of: 'card', needs: 'purge', gates: ['visible'] },
  'comment.add': { of: 'comment', needs: 'comment.add', gates: ['visible', 'writable', 'untrashed', 'unlocked'], undo: 'comment.delete', leaves: ['text'] },
  'comment.import': { of: 'comment', needs: 'import', gates: ['visible'] },
  'comment.write': { of: 'comment', needs: 'comment.edit', undo: 'comment.write', leaves: ['text'] },
  'comment.delete': { of: 'comment', needs: 'comment.edit', stamp: 'deleted_at', trash: true, undo: 'comment.restore', leaves: ['deleted_at'] },
  'comment.restore': { of: 'comment', needs: 'comment.edit', gates: ['visible', 'own_trash', 'housed', 'writable', 'unlocked'], fix: { deleted_at: null, deleted_by_author: null }, undo: 'comment.delete', leaves: ['text'] },
  'comment.purge': { of: 'comment', needs: 'purge', gates: ['visible'] },
  'key.add': { of: 'key', needs: 'key.edit', gates: ['visible'] },
  'key.change': { of: 'key', needs: 'key.edit', gates: ['visible'] },
  'key.revoke': { of: 'key', needs: 'key.edit', gates: ['visible'] },
  'phase.add': { of: 'phase', needs: 'phase.edit', gates: ['visible'] },
  'phase.change': { of: 'phase', needs: 'phase.edit', gates: ['visible'], set: ['stage', 'title', 'opens_at'] },
  'phase.move': { of: 'phase', needs: 'phase.edit', gates: ['visible'] },
  'phase.remove': { of: 'phase', needs: 'phase.edit', gates: ['visible'] },
  'phase.begin': { of: 'phase', needs: 'phase.edit', gates: ['visible'] },
  'visitor.remove': { of: 'departure', needs: 'visitor.remove', gates: ['visible'] },
  'visitor.readmit': { of: 'departure', needs: 'visitor.remove', gates: ['visible'] },
  'visitor.forget': { of: 'departure', needs: 'visitor.forget', gates: ['visible'], always: true },
  'card.report': { of: 'report', needs: 'report', gates: ['visible'], always: true },
  'comment.report': { of: 'report', needs: 'report', gates: ['visible'], always: true },
  'report.resolve': { of: 'report', needs: 'report.resolve', gates: ['visible'], stamp: 'resolved_at', always: true },
};

/** @type {{ [permission: string]: string }} y, o (own) or n for each role */
export const PERMISSIONS = {
  read: 'yyyy',
  'board.edit': 'nnny',
  'board.delete': 'nnny',
  'board.moderate': 'nnny',
  'column.add': 'nnyy',
  'column.edit': 'nnyy',
  'column.delete': 'nnny',
  'column.moderate': 'nnny',
  'card.add': 'nyyy',
  'card.edit': 'noyy',
  'card.move': 'noyy',
  'card.moderate': 'nnyy',
  'card.lock': 'nnny',
  'comment.add': 'nyyy',
  'comment.edit': 'noyy',
  'phase.edit': 'nnny',
  purge: 'nnny',
  import: 'nnny',
  'key.edit': 'nnny',
  'visitor.remove': 'nnny',
  'visitor.forget': 'oooy',
  report: 'yyyy',
  'report.resolve': 'nnny',
};

/** @type {{ [permission: string]: string }} what a board decides itself, and where */
export const LEAST = {
  'comment.add': 'comment_role',
  'card.move': 'move_role',
  'column.add': 'column_role',
};

/** @type {{ [stage: string]: { [role: string]: string[] | null } }} what a stage leaves to a role; null is everything */
export const OPEN = {
  collect: { viewer: null, contributor: null, editor: null },
  sort: { viewer: ['card.move', 'comment.add', 'comment.edit'], contributor: ['card.move', 'comment.add', 'comment.edit'], editor: null },
  vote: { viewer: ['comment.add', 'comment.edit'], contributor: ['comment.add', 'comment.edit'], editor: ['card.moderate', 'comment.add', 'comment.edit'] },
  done: { viewer: [], contributor: [], editor: [] },
};

/** @type {string[]} what an edit must pass, in this order */
export const GATES = ['link', 'permission', 'board_open', 'phase', 'visible', 'own', 'writable', 'untrashed', 'unlocked'];
