/**
 * What a visitor may do, so that views offer nothing that would be refused. The server decides; this only mirrors it.
 */
import { ROLES } from './records.js';

/** @import { Role, You } from './records.js' */

/** The least role for a verb. A pair names the least role for one's own records and for those of others. */
/** @type {{ [verb: string]: Role | [own: Role, others: Role] }} */
const LEAST = {
  'card.add': 'contributor',
  'card.copy': 'contributor',
  'comment.add': 'contributor',
  'card.write': ['contributor', 'editor'],
  'card.recolor': ['contributor', 'editor'],
  'card.move': ['contributor', 'editor'],
  'card.delete': ['contributor', 'editor'],
  'card.restore': ['contributor', 'editor'],
  'card.purge': 'coordinator',
  'comment.write': ['contributor', 'editor'],
  'comment.delete': ['contributor', 'editor'],
  'comment.restore': ['contributor', 'editor'],
  'comment.purge': 'coordinator',
  'column.add': 'editor',
  'column.rename': 'editor',
  'column.describe': 'editor',
  'column.recolor': 'editor',
  'column.move': 'editor',
  'column.delete': 'coordinator',
  'column.restore': 'coordinator',
  'column.purge': 'coordinator',
  'board.rename': 'coordinator',
  'board.describe': 'coordinator',
  'board.archive': 'coordinator',
  'board.delete': 'coordinator',
  'board.restore': 'coordinator',
  'key.add': 'coordinator',
  import: 'coordinator',
  export: 'coordinator',
};

/**
 * @param {You} you
 * @param {string} verb
 * @param {{ author_id: string | null }} [record] what it is done to, where authors have a say
 * @returns {boolean}
 */
export function may(you, verb, record) {
  const least = LEAST[verb];
  if (!least) return false;
  const own = !!record && record.author_id === you.visitor_id;
  const role = typeof least === 'string' ? least : least[own ? 0 : 1];
  return ROLES.indexOf(you.role) >= ROLES.indexOf(role);
}
