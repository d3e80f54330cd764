/** The plan of a board's phases while it is being written: what stands in the dialog, what is wrong with it, what it comes to. */
import { newId } from '../../../replica/ids.js';
import { momentIn, shownIn } from '../../../words/zones.js';

/** @import { PhaseRecord, Stage, Wish } from '../../../replica/records.js' */

/**
 * One line of the plan. `hour` is as its field has it, '' for none; `broken` when the field holds what is no hour.
 * @typedef {{ id: string, stage: Stage, on: boolean, title: string, hour: string, broken: boolean }} Line
 */
/** What is wrong with an hour. @typedef {'broken' | 'gap' | 'past' | 'order'} Fault */

/** @type {Stage[]} in the order in which a board goes through them */
export const STAGES = ['collect', 'sort', 'vote', 'done'];

/**
 * A line for each phase that there is, and one for each stage that is in none. A first plan proposes all.
 * @param {PhaseRecord[]} phases in their order
 * @param {string} zone
 * @returns {Line[]}
 */
export function linesOf(phases, zone) {
  /** @type {Line[]} */
  const lines = phases.map(({ id, stage, title, opens_at: at }) => ({
    id, stage, title, on: true, hour: at ? shownIn(at, zone) : '', broken: false,
  }));
  for (const stage of STAGES) {
    if (lines.some((line) => line.stage === stage)) continue;
    const later = lines.findIndex((line) => STAGES.indexOf(line.stage) > STAGES.indexOf(stage));
    lines.splice(later < 0 ? lines.length : later, 0, { id: newId(), stage, title: '', on: !phases.length, hour: '', broken: false });
  }
  return lines;
}

/**
 * What is wrong, by line.
 * @param {Line[]} lines
 * @param {PhaseRecord[]} phases as they are: an hour that has come and stays is no fault
 * @param {string} zone
 * @param {string} now RFC 3339
 * @returns {Map<string, Fault>}
 */
export function faultsOf(lines, phases, zone, now) {
  /** @type {Map<string, Fault>} */
  const faults = new Map();
  let latest = '';
  for (const line of lines.filter(({ on }) => on)) {
    const moment = line.hour && momentIn(line.hour, zone);
    const kept = moment && moment === phases.find(({ id }) => id === line.id)?.opens_at;
    if (line.broken) faults.set(line.id, 'broken');
    else if (moment === null) faults.set(line.id, 'gap');
    else if (moment && !kept && moment <= now) faults.set(line.id, 'past');
    else if (moment && moment <= latest) faults.set(line.id, 'order');
    if (moment && moment > latest) latest = moment;
  }
  return faults;
}

/**
 * Where a line goes that changes places with the next phase of the plan: stages that are in none are passed over.
 * @param {Line[]} lines
 * @param {string} lineId
 * @param {1 | -1} step
 * @returns {Line[] | null} null at the end of the plan
 */
export function stepped(lines, lineId, step) {
  const from = lines.findIndex(({ id }) => id === lineId);
  let to = from + step;
  while (lines[to] && !lines[to].on) to += step;
  if (!lines[to]) return null;
  const others = lines.filter(({ id }) => id !== lineId);
  return [...others.slice(0, to), lines[from], ...others.slice(to)];
}

/**
 * The longest run of phases that may stay where they are while the others move around them.
 * @param {string[]} wanted ids in the order that is wanted
 * @param {string[]} order ids as they are
 * @returns {Set<string>}
 */
function staying(wanted, order) {
  /** @type {string[][]} */
  const runs = [];
  for (const id of wanted) {
    const before = runs.filter((run) => order.indexOf(run[run.length - 1]) < order.indexOf(id));
    const longest = before.reduce((best, run) => (run.length > best.length ? run : best), /** @type {string[]} */ ([]));
    runs.push([...longest, id]);
  }
  return new Set(runs.reduce((best, run) => (run.length > best.length ? run : best), []));
}

/**
 * What has to be done so that the board has this plan.
 * @param {Line[]} lines without faults
 * @param {PhaseRecord[]} phases as they are
 * @param {string} zone
 * @returns {Wish[]}
 */
export function wishesOf(lines, phases, zone) {
  /** @type {Wish[]} */
  const wishes = [];
  const order = phases.map(({ id }) => id);
  const stays = staying(lines.filter(({ id, on }) => on && order.includes(id)).map(({ id }) => id), order);
  /** @type {string | null} */
  let after = null;
  for (const { id, stage, on, title, hour } of lines) {
    const was = phases.find((phase) => phase.id === id);
    const now = { title: title.trim(), opens_at: hour ? momentIn(hour, zone) : null };
    if (!on && was) wishes.push({ type: 'phase.remove', phase_id: id });
    if (on && !was) wishes.push({ type: 'phase.add', phase_id: id, stage, ...now, after_id: after });
    if (on && was && !stays.has(id)) wishes.push({ type: 'phase.move', phase_id: id, after_id: after });
    if (on && was && (was.title !== now.title || was.opens_at !== now.opens_at)) wishes.push({ type: 'phase.change', phase_id: id, ...now });
    if (on) after = id;
  }
  return wishes;
}
