import { describe, expect, it } from 'vitest';
import { nextPhase, presentPhase } from '../src/replica/phases.js';
import { faultsOf, linesOf, stepped, wishesOf } from '../src/nouns/phase/planning/plan.js';

/** @import { PhaseRecord, Stage } from '../src/replica/records.js' */

const TEN = '2026-06-01T10:00:00.000Z';
const ELEVEN = '2026-06-01T11:00:00.000Z';
const NOON = '2026-06-01T12:00:00.000Z';

/** @param {Stage} stage @param {string | null} [at] @returns {PhaseRecord} */
const phase = (stage, at = null) => ({ id: stage, board_id: 'b', rank: stage, stage, title: '', opens_at: at });
/** @param {PhaseRecord | undefined} found */
const idOf = (found) => found?.id;

describe('the present phase', () => {
  const phases = [phase('collect', TEN), phase('sort', ELEVEN), phase('done')];

  it('is the one whose hour came last, not waiting for anybody to say so', () => {
    expect(idOf(presentPhase(phases, {}, '2026-06-01T09:59:59.999Z'))).toBeUndefined();
    expect(idOf(presentPhase(phases, {}, TEN))).toBe('collect');
    expect(idOf(presentPhase(phases, { phase_id: 'collect', phase_since: TEN }, ELEVEN))).toBe('sort');
  });

  it('begun by hand holds until the next hour', () => {
    const begun = { phase_id: 'done', phase_since: '2026-06-01T10:30:00.000Z' };
    expect(idOf(presentPhase(phases, begun, '2026-06-01T10:59:59.999Z'))).toBe('done');
    expect(idOf(presentPhase(phases, begun, ELEVEN))).toBe('sort');
  });

  it('of two with one hour is the one behind', () => {
    expect(idOf(presentPhase([phase('collect', TEN), phase('sort', TEN)], {}, TEN))).toBe('sort');
    expect(idOf(nextPhase([phase('collect', TEN), phase('sort', TEN)], {}, '2026'))).toBe('sort');
  });

  it('that was removed is none', () => {
    expect(presentPhase([phase('sort')], { phase_id: 'gone' }, TEN)).toBeUndefined();
  });

  it('is followed by the one whose hour comes first', () => {
    expect(idOf(nextPhase(phases, {}, TEN))).toBe('sort');
    expect(nextPhase(phases, { phase_since: ELEVEN }, TEN)).toBeUndefined();
  });
});

describe('a plan', () => {
  const planned = [phase('collect', TEN), phase('vote', NOON)];
  const lines = () => linesOf(planned, 'Europe/Berlin');

  it('has a line for every stage, in order', () => {
    expect(lines().map(({ stage, on, hour }) => [stage, on, hour])).toEqual([
      ['collect', true, '2026-06-01T12:00'],
      ['sort', false, ''],
      ['vote', true, '2026-06-01T14:00'],
      ['done', false, ''],
    ]);
  });

  it('proposes all stages first', () => {
    expect(linesOf([], 'UTC').map(({ on }) => on)).toEqual([true, true, true, true]);
  });

  it('keeps a stage that comes twice', () => {
    expect(linesOf([phase('vote'), { ...phase('vote'), id: 'again' }], 'UTC').filter(({ stage }) => stage === 'vote')).toHaveLength(2);
  });

  it('left as it is changes nothing, and its hours may be over', () => {
    expect(wishesOf(lines(), planned, 'Europe/Berlin')).toEqual([]);
    expect(faultsOf(lines(), planned, 'Europe/Berlin', '2026-06-02').size).toBe(0);
  });

  it('becomes the edits that are needed', () => {
    const plan = lines();
    Object.assign(plan[0], { on: false });
    Object.assign(plan[1], { on: true, title: ' Ordnen ', hour: '2026-06-01T13:00' });
    Object.assign(plan[2], { hour: '' });
    const { id } = plan[1];
    expect(wishesOf(plan, planned, 'Europe/Berlin')).toEqual([
      { type: 'phase.remove', phase_id: 'collect' },
      { type: 'phase.add', phase_id: id, stage: 'sort', title: 'Ordnen', opens_at: ELEVEN, after_id: null },
      { type: 'phase.change', phase_id: 'vote', title: '', opens_at: null },
    ]);
  });

  it('passes over stages that are left out when a phase moves, and ends at its ends', () => {
    const plan = lines();
    const moved = stepped(plan, 'collect', 1) ?? [];
    expect(moved.map(({ stage }) => stage)).toEqual(['sort', 'vote', 'collect', 'done']);
    expect(stepped(moved, 'collect', -1)?.map(({ stage }) => stage)).toEqual(['sort', 'collect', 'vote', 'done']);
    expect(stepped(plan, 'collect', -1)).toBeNull();
    expect(stepped(plan, 'vote', 1)).toBeNull();
  });

  it.each([
    [[1, 0, 2, 3], 1],
    [[3, 0, 1, 2], 1],
    [[1, 2, 3, 0], 1],
    [[3, 2, 1, 0], 3],
    [[2, 3, 0, 1], 2],
    [[2, 1], 1],
    [[3, 4, 0], 1],
  ])('in the order %j needs %i moves, and they lead there', (wanted, moves) => {
    const stages = /** @type {Stage[]} */ (['collect', 'sort', 'vote', 'done']);
    const phases = stages.map((stage) => phase(stage));
    const every = [...linesOf(phases, 'UTC'), { ...linesOf([], 'UTC')[0], id: 'new' }];
    const plan = [...wanted.map((at) => every[at]), ...every.filter((_, at) => !wanted.includes(at)).map((line) => ({ ...line, on: false }))];
    const wishes = wishesOf(plan, phases, 'UTC');
    expect(wishes.filter(({ type }) => type === 'phase.move')).toHaveLength(moves);
    /** @type {string[]} */
    const order = [...stages];
    for (const { type, phase_id: id, after_id: after } of wishes) {
      if (type !== 'phase.add') order.splice(order.indexOf(id), 1);
      if (type !== 'phase.remove') order.splice(after === null ? 0 : order.indexOf(after) + 1, 0, id);
    }
    expect(order).toEqual(wanted.map((at) => every[at].id));
  });

  it.each([
    ['past', { hour: '2026-06-01T11:59' }, {}],
    ['order', { hour: '2026-06-01T13:00' }, { hour: '2026-06-01T13:00' }],
    ['gap', { hour: '2027-03-28T02:30' }, {}],
    ['broken', { hour: '', broken: true }, {}],
  ])('knows what is wrong: %s', (fault, first, second) => {
    const plan = linesOf([], 'Europe/Berlin');
    Object.assign(plan[0], first);
    Object.assign(plan[1], second);
    expect([...faultsOf(plan, [], 'Europe/Berlin', TEN)]).toEqual([[plan[fault === 'order' ? 1 : 0].id, fault]]);
  });

  it('does not mind what is wrong in a line that is left out', () => {
    const plan = linesOf([], 'UTC').map((line) => ({ ...line, on: false, hour: '2000-01-01T00:00' }));
    expect(faultsOf(plan, [], 'UTC', TEN).size).toBe(0);
  });
});
