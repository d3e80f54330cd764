/** Shapes of edits, events and frames as the server speaks them; those of records are in the contract. Nothing here runs. */

export { COLORS, ROLES } from './contract.js';

/** @typedef {import('./contract.js').Color} Color */
/** @typedef {import('./contract.js').Role} Role */
/** @typedef {import('./contract.js').Stage} Stage */
/** @typedef {import('./contract.js').Kind} Kind */
/** @typedef {import('./contract.js').BoardRecord} BoardRecord */
/** @typedef {import('./contract.js').ColumnRecord} ColumnRecord */
/** @typedef {import('./contract.js').CardRecord} CardRecord */
/** @typedef {import('./contract.js').CommentRecord} CommentRecord */
/** @typedef {import('./contract.js').KeyRecord} KeyRecord */
/** @typedef {import('./contract.js').PhaseRecord} PhaseRecord */
/** @typedef {import('./contract.js').ReportRecord} ReportRecord */

/**
 * Any record, seen generically: flat, with an id. Its other fields depend on its kind.
 * @typedef {{ id: string, [field: string]: any }} AnyRecord
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
