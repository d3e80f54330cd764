/**
 * The nouns as data: shapes of records, edits, events and frames as the server speaks them, and the few facts about
 * them that fold, views and twins share. Nothing here runs.
 */

/** @typedef {'white' | 'yellow' | 'green' | 'blue' | 'rose' | 'lilac'} Color */
/** @typedef {'viewer' | 'contributor' | 'editor' | 'coordinator'} Role */
/** @typedef {'board' | 'column' | 'card' | 'comment' | 'key' | 'phase' | 'departure' | 'report'} Kind */

/**
 * Any record, seen generically: flat, with an id. Its other fields depend on its kind.
 * @typedef {{ id: string, [field: string]: any }} AnyRecord
 */
/** @typedef {'collect' | 'sort' | 'vote' | 'done'} Stage */
/**
 * `moderated`: cards of contributors wait for approval; `cards_hidden`: nobody sees the cards of others; `…_role`: from
 * which role on one may comment, move the cards of others, add columns.
 * @typedef {{ id: string, title: string, description: string, color: Color, archived_at: string | null,
 *   deleted_at: string | null, created_at: string, locked_at: string | null, moderated: boolean, cards_hidden: boolean,
 *   names_hidden: boolean, comment_role: Role, move_role: Role, column_role: Role, phase_id: string | null,
 *   phase_since: string | null, time_zone: string }} BoardRecord
 */
/**
 * @typedef {{ id: string, board_id: string, rank: string, title: string, description: string, color: Color,
 *   deleted_at: string | null, created_at: string, hidden_at: string | null, locked_at: string | null }} ColumnRecord
 */
/**
 * @typedef {{ id: string, board_id: string, column_id: string, rank: string, title: string, text: string, color: Color,
 *   author_id: string | null, author_name: string | null, created_at: string, edited_at: string | null,
 *   deleted_at: string | null, deleted_by_author: true | null, held_at: string | null, hidden_at: string | null, locked_at: string | null }} CardRecord
 */
/**
 * @typedef {{ id: string, board_id: string, rank: string, stage: Stage, title: string, opens_at: string | null }} PhaseRecord
 */
/**
 * @typedef {{ id: string, board_id: string, card_id: string, text: string, author_id: string | null,
 *   author_name: string | null, created_at: string, edited_at: string | null, deleted_at: string | null,
 *   deleted_by_author: true | null }} CommentRecord
 */
/**
 * @typedef {{ id: string, board_id: string, role: Role, label: string, opens_at: string | null, ends_at: string | null,
 *   revoked_at: string | null, has_password: boolean, unseen_columns: string, readonly_columns: string }} KeyRecord
 */
/**
 * @typedef {{ visitor_id: string, role: Role, name: string | null, color?: Color | null, key_ids: string[],
 *   readonly_columns?: string[] }} You
 */
/** @typedef {{ visitor_id: string, name: string | null, role: Role, color?: Color | null }} Present */
/** @typedef {{ reason?: string, opens_at?: string }} Why a link opens nothing; no reason: unknown, or not for us to know */

/** @typedef {{ put: string, record: AnyRecord }} Put */
/** @typedef {{ remove: string, id: string }} Remove */
/** @typedef {Put | Remove} Change */
/** @typedef {{ id: string, type: string, [field: string]: any }} Edit */
/** @typedef {{ type: string, [field: string]: any }} Wish an edit that has no id yet */
/**
 * An event as this view may see it; a bare `{seq}` says that something happened which it may not see.
 * @typedef {{ seq: number, id?: string, type?: string, by?: string | null, at?: string, changes?: Change[] }} BoardEvent
 */
/** @typedef {{ [kind: string]: AnyRecord[] }} Records */
/** @typedef {{ epoch: string, seq: number, you: You, records: Records }} Snapshot */

/** @type {Color[]} */
export const COLORS = ['white', 'yellow', 'green', 'blue', 'rose', 'lilac'];

/** @type {Role[]} in rising order: each includes the one before. */
export const ROLES = ['viewer', 'contributor', 'editor', 'coordinator'];

/** Which field of a kind names its owner. @type {{ [kind: string]: string }} */
export const OWNER = {
  column: 'board_id',
  card: 'column_id',
  comment: 'card_id',
  key: 'board_id',
  phase: 'board_id',
  departure: 'board_id',
  report: 'card_id',
};

/** Which field orders the children of one owner (then the id). @type {{ [kind: string]: string }} */
export const ORDER = {
  column: 'rank',
  card: 'rank',
  comment: 'created_at',
  key: 'id',
  phase: 'rank',
  departure: 'id',
  report: 'created_at',
};
