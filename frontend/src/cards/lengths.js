/** The longest texts the server takes, checked before sending so that the field keeps what was typed. */

const LONGEST = { title: 500, text: 20_000, comment: 5_000 };

/** @param {{ title?: string, text?: string, comment?: string }} words */
export function tooLong({ title = '', text = '', comment = '' }) {
  return title.length > LONGEST.title || text.length > LONGEST.text || comment.length > LONGEST.comment;
}
