/** Everybody who is known to have been on a board: who is there, who wrote something, and who was removed. */

/** @import { AnyRecord, Color, Present, Role } from '../../../replica/records.js' */

/**
 * @typedef {{ id: string, name: string, role: Role | null, here: boolean, cards: number, comments: number, last: string,
 *   removed: string, color: Color | null }} Somebody `name` is '' without one; `role` is known of who is there; `removed` says when
 */

/**
 * @param {object} known
 * @param {Present[]} known.present
 * @param {AnyRecord[]} known.cards
 * @param {AnyRecord[]} known.comments
 * @param {AnyRecord[]} known.departures
 * @returns {Somebody[]} who is there first, then who wrote last
 */
export function everybody({ present, cards, comments, departures }) {
  /** @type {Map<string, Somebody>} */
  const found = new Map();
  const of = (/** @type {string} */ id) => {
    let one = found.get(id);
    if (!one) found.set(id, (one = { id, name: '', role: null, here: false, cards: 0, comments: 0, last: '', removed: '', color: null }));
    return one;
  };
  count(cards, 'cards', of);
  count(comments, 'comments', of);
  for (const { visitor_id, name, role, color = null } of present) Object.assign(of(visitor_id), { name: name ?? '', role, color, here: true });
  for (const { id, reason, created_at } of departures) {
    // Of who was forgotten nothing is left but a number.
    if (reason === 'forgotten') found.delete(id);
    else Object.assign(of(id), { removed: created_at, here: false });
  }
  return [...found.values()].sort((a, b) => Number(b.here) - Number(a.here) || compare(b.last, a.last) || compare(a.id, b.id));
}

/** @param {AnyRecord[]} records @param {'cards' | 'comments'} what @param {(id: string) => Somebody} of */
function count(records, what, of) {
  for (const { author_id, author_name, created_at } of records) {
    if (!author_id) continue;
    const one = of(author_id);
    one[what] += 1;
    if (created_at < one.last) continue;
    one.last = created_at;
    one.name = author_name ?? '';
  }
}

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
