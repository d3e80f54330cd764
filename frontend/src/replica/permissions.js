/**
 * What a visitor may do, so that views offer nothing that would be refused. The server decides; this only mirrors it.
 */
import { ROLES } from './records.js';

/** @import { BoardRecord, Role, Stage, You } from './records.js' */

/** What viewer, contributor, editor and coordinator get of a permission: yes, their own records only, or no. */
const TABLE = /** @type {{ [permission: string]: string | undefined }} */ ({
  'card.add': 'nyyy',
  'comment.add': 'nyyy',
  'card.edit': 'noyy',
  'card.move': 'noyy',
  'card.moderate': 'nnyy',
  'card.lock': 'nnny',
  'comment.edit': 'noyy',
  'column.add': 'nnyy',
  'column.edit': 'nnyy',
  'column.delete': 'nnny',
  'column.moderate': 'nnny',
  'phase.edit': 'nnny',
  purge: 'nnny',
  'board.edit': 'nnny',
  'board.delete': 'nnny',
  'board.moderate': 'nnny',
  'key.edit': 'nnny',
  'visitor.remove': 'nnny',
  'visitor.forget': 'oooy',
  report: 'yyyy',
  'report.resolve': 'nnny',
  import: 'nnny',
  // A door and no edit: everybody may, and only who looks after the board is shown it.
  export: 'nnny',
});

/** What verbs need that neither bear the name of a permission nor edit their noun. @type {{ [verb: string]: string | undefined }} */
const NEEDS = {
  'card.copy': 'card.add',
  'card.approve': 'card.moderate',
  'card.hide': 'card.moderate',
  'card.show': 'card.moderate',
  'card.unlock': 'card.lock',
  'column.restore': 'column.delete',
  'column.hide': 'column.moderate',
  'column.show': 'column.moderate',
  'column.lock': 'column.moderate',
  'column.unlock': 'column.moderate',
  'board.restore': 'board.delete',
  'board.keep': 'board.delete',
  'board.lock': 'board.moderate',
  'board.unlock': 'board.moderate',
  'board.cover': 'board.moderate',
  'board.reveal': 'board.moderate',
  'board.mask': 'board.moderate',
  'board.unmask': 'board.moderate',
  'board.allow': 'board.moderate',
  'visitor.readmit': 'visitor.remove',
};

/** What a board decides for itself, and the field in which it does. @type {{ [permission: string]: 'comment_role' | 'move_role' | 'column_role' | undefined }} */
export const LEAST = { 'comment.add': 'comment_role', 'card.move': 'move_role', 'column.add': 'column_role' };

const TALK = ['comment.add', 'comment.edit'];
const ALL = Object.keys(TABLE);
/** What a phase leaves to viewers and contributors, and to editors. @type {{ [stage in Stage]: [members: string[], editors: string[]] }} */
const OPEN = {
  collect: [ALL, ALL],
  sort: [[...TALK, 'card.move'], ALL],
  vote: [TALK, [...TALK, 'card.moderate']],
  done: [[], []],
};
/** What is left to everybody on every board: to complain, and to be forgotten. */
const ALWAYS = ['report', 'visitor.forget', 'export'];

/** @param {string} verb @returns {string} the permission it needs */
function needOf(verb) {
  const [noun, act] = verb.split('.');
  return (act === 'purge' || act === 'import' || act === 'report' ? act : NEEDS[verb]) ?? (TABLE[verb] ? verb : `${noun}.edit`);
}

/** @param {Role} role @param {string} permission @param {Partial<BoardRecord>} board @returns {string | undefined} y, o or n */
function granted(role, permission, board) {
  const place = ROLES.indexOf(role);
  const usual = TABLE[permission]?.[place];
  const least = board[LEAST[permission] ?? 'id'];
  if (LEAST[permission] && least) {
    if (place >= ROLES.indexOf(/** @type {Role} */ (least))) return 'y';
    return permission === 'card.move' && usual !== 'n' ? 'o' : 'n';
  }
  return permission === 'comment.edit' && board.comment_role === 'viewer' && role === 'viewer' ? 'o' : usual;
}

/**
 * @param {You} you
 * @param {string} verb
 * @param {{ author_id?: string | null, deleted_at?: string | null, deleted_by_author?: boolean | null }} [record] what it is done to, where
 *   authors have a say
 * @param {Partial<BoardRecord>} [board] which may decide otherwise, and be locked
 * @param {Stage | ''} [stage] of the present phase
 * @returns {boolean}
 */
export function may(you, verb, record, board = {}, stage = '') {
  const need = needOf(verb);
  const grant = granted(you.role, need, board);
  if (grant !== 'y' && (grant !== 'o' || !record || record.author_id !== you.visitor_id)) return false;
  // What somebody else has put into the trash its author cannot take out of it.
  if (grant === 'o' && verb.endsWith('.restore') && record?.deleted_at && !record.deleted_by_author) return false;
  if (you.role === 'coordinator' || ALWAYS.includes(need)) return true;
  return !board.locked_at && (!stage || OPEN[stage][you.role === 'editor' ? 1 : 0].includes(need));
}
