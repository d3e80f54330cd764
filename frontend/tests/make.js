/** Records for tests. */

export const NOW = '2026-06-01T08:00:00.000Z';
export const YOU = {
  visitor_id: 'me',
  role: /** @type {import('../src/replica/records.js').Role} */ ('editor'),
  name: 'Renate',
  key_ids: [],
};

/** @param {string} id @param {object} [fields] */
export const board = (id, fields) => ({
  id,
  title: 'Ideen',
  description: '',
  color: 'white',
  archived_at: null,
  deleted_at: null,
  created_at: NOW,
  locked_at: null,
  moderated: false,
  cards_hidden: false,
  names_hidden: false,
  comment_role: 'contributor',
  move_role: 'editor',
  column_role: 'editor',
  phase_id: null,
  phase_since: null,
  time_zone: 'UTC',
  ...fields,
});

/** @param {string} id @param {string} rank @param {object} [fields] */
export const column = (id, rank, fields) => ({
  id,
  board_id: 'b',
  rank,
  title: `Spalte ${id}`,
  description: '',
  color: 'white',
  deleted_at: null,
  created_at: NOW,
  hidden_at: null,
  locked_at: null,
  ...fields,
});

/** @param {string} id @param {string} columnId @param {string} rank @param {object} [fields] */
export const card = (id, columnId, rank, fields) => ({
  id,
  board_id: 'b',
  column_id: columnId,
  rank,
  title: `Karte ${id}`,
  text: '',
  color: 'white',
  author_id: null,
  author_name: null,
  created_at: NOW,
  edited_at: null,
  deleted_at: null,
  deleted_by_author: null,
  held_at: null,
  hidden_at: null,
  locked_at: null,
  ...fields,
});

/** @param {string} id @param {string} cardId @param {object} [fields] */
export const comment = (id, cardId, fields) => ({
  id,
  board_id: 'b',
  card_id: cardId,
  text: 'Ja.',
  author_id: null,
  author_name: null,
  created_at: NOW,
  edited_at: null,
  deleted_at: null,
  deleted_by_author: null,
  ...fields,
});

/** One board, two columns, three cards in the first. */
export const records = () => ({
  board: [board('b')],
  column: [column('k1', 'V00000'), column('k2', 'V00100')],
  card: [card('c1', 'k1', 'V00000'), card('c2', 'k1', 'V00100'), card('c3', 'k1', 'V00200')],
});
