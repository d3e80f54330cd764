/** Which phase a board is in, and which comes next: judged by the records and the hour, as the server does. */

/** @import { BoardRecord, PhaseRecord } from './records.js' */

/**
 * @param {PhaseRecord[]} phases in their order
 * @param {Partial<BoardRecord>} board
 * @param {string} now RFC 3339 in UTC with milliseconds, as all times of the server
 * @returns {PhaseRecord | undefined}
 */
export function presentPhase(phases, { phase_id: told, phase_since: since }, now) {
  const due = phases.filter((phase) => phase.opens_at && (since ?? '') < phase.opens_at && phase.opens_at <= now);
  return due.length ? latest(due) : phases.find((phase) => phase.id === told);
}

/**
 * The phase whose hour comes next.
 * @param {PhaseRecord[]} phases
 * @param {Partial<BoardRecord>} board
 * @param {string} now
 * @returns {PhaseRecord | undefined}
 */
export function nextPhase(phases, { phase_since: since }, now) {
  const coming = phases.filter(({ opens_at: hour }) => hour && hour > now && hour > (since ?? ''));
  const first = coming.map(hourOf).sort()[0];
  return coming.findLast((phase) => phase.opens_at === first);
}

/** Of two with the same hour the one that stands behind. @param {PhaseRecord[]} due */
function latest(due) {
  const last = due.map(hourOf).sort().at(-1);
  return due.findLast((phase) => phase.opens_at === last);
}

/** @param {PhaseRecord} phase */
function hourOf({ opens_at: hour }) {
  return hour ?? '';
}
