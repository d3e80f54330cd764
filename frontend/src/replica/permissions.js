/**
 * What a visitor may do, so that views offer nothing that would be refused: the server's gates, in the server's order. The
 * server decides; this only mirrors it, from the contract.
 */
import { EDITS, GATES, KINDS, LEAST, OPEN, PERMISSIONS, ROLES } from './contract.js';

/** @import { BoardRecord, Role, Stage, You } from './records.js' */

/**
 * What it is done to, or what it is put into, where that has a say.
 * @typedef {{ author_id?: string | null, deleted_at?: string | null, deleted_by_author?: boolean | null }} Subject
 */
/** One of the records in which something lies. @typedef {{ id?: string, locked_at?: string | null, deleted_at?: string | null }} Holder */
/**
 * A wish at the gates. `within` are the record and all it lies in, the nearest first.
 * @typedef {{ you: You, always: boolean, need: string, grant: string, record?: Subject, board: Partial<BoardRecord>,
 *   stage: Stage | '', within: Holder[] }} Asked
 */

/** A door and no edit: everybody may, and only who looks after the board is shown it. */
const DOORS = /** @type {{ [verb: string]: string | undefined }} */ ({ export: 'nnny' });

/** Whether one passes, by the name of the gate. @type {{ [gate: string]: (asked: Asked) => boolean }} */
export const PASSES = {
  // Who came by no link that opens the board has no board to ask for.
  link: () => true,
  permission: ({ grant }) => grant === 'y' || grant === 'o',
  board_open: ({ you, always, need, board }) =>
    always || need === 'key.edit' || (!board.archived_at && !board.deleted_at && (you.role === 'coordinator' || !board.locked_at)),
  phase: ({ you, always, need, stage }) => {
    if (always || you.role === 'coordinator' || !stage) return true;
    const open = OPEN[stage][you.role];
    return !open || open.includes(need);
  },
  // What one may not see has not come here.
  visible: () => true,
  own: ({ you, grant, record }) => grant === 'y' || record?.author_id === you.visitor_id,
  own_trash: (asked) =>
    PASSES.own(asked) && (asked.grant === 'y' || !asked.record?.deleted_at || !!asked.record.deleted_by_author),
  // What lies above and is in the trash itself is brought back along.
  housed: () => true,
  writable: ({ you, within }) => !within.some(({ id }) => id && you.readonly_columns?.includes(id)),
  untrashed: () => true,
  unlocked: ({ you, within }) => you.role === 'coordinator' || !within.some(({ locked_at: locked }) => locked),
};

/** What every edit passes first. */
const OF_THE_BOARD = GATES.slice(0, GATES.indexOf('visible'));
const OF_A_RECORD = GATES.slice(GATES.indexOf('visible'));

/** @param {Role} role @param {string} permission @param {Partial<BoardRecord>} board @returns {string} y, o or n */
function granted(role, permission, board) {
  const place = ROLES.indexOf(role);
  const usual = (PERMISSIONS[permission] ?? DOORS[permission])?.[place] ?? 'n';
  const least = LEAST[permission] && board[/** @type {keyof BoardRecord} */ (LEAST[permission])];
  if (least) {
    if (place >= ROLES.indexOf(/** @type {Role} */ (least))) return 'y';
    return permission === 'card.move' && usual !== 'n' ? 'o' : 'n';
  }
  return permission === 'comment.edit' && board.comment_role === 'viewer' && role === 'viewer' ? 'o' : usual;
}

/**
 * @param {You} you
 * @param {string} verb the type of an edit, or a permission
 * @param {Subject} [record] what it is done to, where authors have a say
 * @param {Partial<BoardRecord>} [board] which may decide otherwise, and be locked
 * @param {Stage | ''} [stage] of the present phase
 * @param {Holder[]} [within] the record and all it lies in
 * @returns {boolean}
 */
export function may(you, verb, record, board = {}, stage = '', within = []) {
  const edit = EDITS[verb];
  const need = edit?.needs ?? verb;
  const always = !!edit?.always || verb === 'report' || verb in DOORS;
  const asked = { you, always, need, grant: granted(you.role, need, board), record, board, stage, within };
  const gates = [...OF_THE_BOARD, ...(edit?.gates ?? OF_A_RECORD), 'own'];
  return gates.every((gate) => PASSES[gate](asked));
}

/** Fields that say in what a record lies, and of which kind that is; a board is no such thing. */
const HOLDERS = Object.values(KINDS).flatMap(({ owners }) => owners.filter(([, kind]) => kind !== 'board'));

/**
 * A record and all it lies in, the nearest first.
 * @param {(kind: string, id: string) => any} find
 * @param {{ [field: string]: any } | null | undefined} record or as much of it as is known
 * @returns {Holder[]}
 */
export function holders(find, record) {
  if (!record) return [];
  const above = HOLDERS.find(([field]) => record[field]);
  return [record, ...(above ? [{ id: record[above[0]] }, ...holders(find, find(above[1], record[above[0]]))] : [])];
}
