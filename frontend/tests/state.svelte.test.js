import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '../src/sync/outbox.js';
import { Board } from '../src/replica/state.svelte.js';
import { YOU, card, records } from './make.js';

/** @type {Board} */
let board;
/** @type {Outbox} */
let outbox;
/** @type {(() => void)[]} frames that wait to be drawn */
let frames;
/** @type {number[]} */
let folded;

const draw = () => frames.splice(0).forEach((frame) => frame());
const shown = (/** @type {string} */ columnId) => board.list('card', columnId).rows.map((row) => row.id);
const wrote = (/** @type {number} */ seq, /** @type {string} */ title) => ({
  seq,
  id: `e${seq}`,
  type: 'card.write',
  by: 'x',
  changes: [{ put: 'card', record: card('c1', 'k1', 'V00000', { title }) }],
});

beforeEach(() => {
  outbox = new Outbox();
  frames = [];
  folded = [];
  board = new Board({
    pending: () => outbox.pending(),
    folded: (events) => {
      folded.push(events.length);
      outbox.settle(events.flatMap((event) => event.id ?? []));
    },
    frame: (work) => frames.push(work),
  });
  board.load({ epoch: 'a', seq: 10, you: YOU, records: records() });
});

/** Counts how often what `read` reads changes. @param {() => unknown} read */
function watch(read) {
  const counted = { runs: 0 };
  $effect.root(() => {
    $effect(() => {
      read();
      counted.runs += 1;
    });
  });
  flushSync();
  counted.runs = 0;
  return counted;
}

describe('events', () => {
  it('show once per frame, however many arrive', () => {
    const title = watch(() => board.row('card', 'c1').value.title);
    for (let seq = 11; seq <= 30; seq += 1) board.receive([wrote(seq, `Fassung ${seq}`)]);
    expect(board.row('card', 'c1').value.title).toBe('Karte c1');
    draw();
    flushSync();
    expect(board.row('card', 'c1').value.title).toBe('Fassung 30');
    expect([title.runs, folded, board.seq]).toEqual([1, [20], 30]);
  });

  it('touch only the record they change', () => {
    const other = watch(() => board.row('card', 'c2').value);
    const list = watch(() => board.list('card', 'k1').rows);
    board.receive([wrote(11, 'neu')]);
    draw();
    flushSync();
    expect([other.runs, list.runs]).toEqual([0, 0]);
  });

  it('that are known already are passed over', () => {
    expect(board.receive([wrote(9, 'alt'), wrote(10, 'alt'), wrote(11, 'neu')])).toBe(true);
    expect(board.receive([wrote(11, 'doppelt')])).toBe(true);
    draw();
    expect(board.row('card', 'c1').value.title).toBe('neu');
  });

  it('with a gap before or between them are refused', () => {
    expect(board.receive([wrote(12, 'zu früh')])).toBe(false);
    expect(board.receive([wrote(11, 'a'), wrote(13, 'b')])).toBe(false);
    expect(board.lastReceived).toBe(10);
  });

  it('of which one may know only the number still count', () => {
    board.receive([{ seq: 11 }]);
    draw();
    expect(board.seq).toBe(11);
  });
});

describe('own edits', () => {
  it('show at once and stay on top of what others do', () => {
    outbox.add({ id: 'mine', type: 'card.write', card_id: 'c1', text: 'meins' });
    board.flush();
    board.receive([wrote(11, 'von anderen')]);
    draw();
    expect(board.row('card', 'c1').value).toMatchObject({ title: 'von anderen', text: 'meins' });
  });

  it('do not render other cards again while events come in', () => {
    outbox.add({ id: 'mine', type: 'card.move', card_id: 'c3', column_id: 'k1', after_id: null });
    board.flush();
    flushSync();
    const own = watch(() => board.row('card', 'c3').value);
    const list = watch(() => board.list('card', 'k1').rows);
    board.receive([wrote(11, 'neu')]);
    draw();
    flushSync();
    expect([own.runs, list.runs, ...shown('k1')]).toEqual([0, 0, 'c3', 'c1', 'c2']);
  });

  it('are lifted without a trace when they are refused', () => {
    outbox.add({ id: 'mine', type: 'card.delete', card_id: 'c1' });
    outbox.add({ id: 'new', type: 'card.add', card_id: 'n', column_id: 'k1', title: 'Neu' });
    board.flush();
    expect(shown('k1')).toEqual(['c2', 'c3', 'n']);
    outbox.settle(['mine', 'new']);
    board.schedule();
    draw();
    expect(shown('k1')).toEqual(['c1', 'c2', 'c3']);
    expect(board.row('card', 'n').gone).toBe(true);
  });

  it('on the same record are lifted in turn', () => {
    outbox.add({ id: '1', type: 'card.recolor', card_id: 'c1', color: 'rose' });
    outbox.add({ id: '2', type: 'card.move', card_id: 'c1', column_id: 'k2' });
    board.flush();
    outbox.settle(['1', '2']);
    board.flush();
    expect(board.row('card', 'c1').value).toEqual(card('c1', 'k1', 'V00000'));
    expect([...shown('k1'), ...shown('k2')]).toEqual(['c1', 'c2', 'c3']);
  });

  it('give way to their echo', () => {
    outbox.add({ id: 'e11', type: 'card.write', card_id: 'c1', title: 'vorläufig' });
    board.flush();
    expect(board.row('card', 'c1').value.title).toBe('vorläufig');
    board.receive([wrote(11, 'endgültig')]);
    draw();
    expect([outbox.size, board.row('card', 'c1').value.title]).toEqual([0, 'endgültig']);
  });

  it('on a record that others have removed do nothing', () => {
    outbox.add({ id: 'mine', type: 'card.write', card_id: 'c1', title: 'meins' });
    board.flush();
    board.receive([{ seq: 11, id: 'x', type: 'card.purge', changes: [{ remove: 'card', id: 'c1' }] }]);
    draw();
    expect([board.row('card', 'c1').gone, ...shown('k1')]).toEqual([true, 'c2', 'c3']);
  });
});

describe('a preview', () => {
  const carried = { type: 'card.move', card_id: 'c3', column_id: 'k1', after_id: null };

  it('is shown on top of everything, and is no edit', () => {
    outbox.add({ id: 'mine', type: 'card.move', card_id: 'c2', column_id: 'k1', after_id: null });
    board.preview(carried);
    expect([shown('k1'), outbox.size]).toEqual([['c3', 'c2', 'c1'], 1]);
  });

  it('stays while others change the board', () => {
    board.preview(carried);
    board.receive([wrote(11, 'neu')]);
    draw();
    expect([shown('k1'), board.row('card', 'c1').value.title]).toEqual([['c3', 'c1', 'c2'], 'neu']);
  });

  it('gives way to the next one and ends without a trace', () => {
    board.preview(carried);
    board.preview({ ...carried, column_id: 'k2' });
    expect([shown('k1'), shown('k2')]).toEqual([['c1', 'c2'], ['c3']]);
    board.preview(null);
    expect([shown('k1'), board.row('card', 'c3').value]).toEqual([['c1', 'c2', 'c3'], card('c3', 'k1', 'V00200')]);
  });
});

describe('rows and lists', () => {
  it('keep the last value of what is gone, for who still looks at it', () => {
    const row = board.row('card', 'c1');
    board.receive([{ seq: 11, changes: [{ remove: 'card', id: 'c1' }] }]);
    draw();
    expect([row.gone, row.value.title]).toEqual([true, 'Karte c1']);
  });

  it('leave out what lies in the trash', () => {
    const trashed = card('c2', 'k1', 'V00100', { deleted_at: '2026-06-02T08:00:00.000Z' });
    board.receive([{ seq: 11, changes: [{ put: 'card', record: trashed }] }]);
    draw();
    expect(shown('k1')).toEqual(['c1', 'c3']);
  });

  it('know what waits for approval, in the order of reading, and ask again only when that changes', () => {
    const held = { held_at: '2026-06-02T08:00:00.000Z' };
    const waiting = watch(() => board.waiting('b').map((row) => row.id));
    const put = (/** @type {import('../src/replica/records.js').AnyRecord[]} */ ...cards) => {
      board.receive([{ seq: board.seq + 1, changes: cards.map((record) => ({ put: 'card', record })) }]);
      draw();
      flushSync();
      return [board.waiting('b').map((row) => row.id), waiting.runs];
    };
    const [last, first] = [card('c4', 'k2', 'V00000', held), card('c2', 'k1', 'V00100', held)];
    expect(put(last, first)).toEqual([['c2', 'c4'], 1]);
    expect(put(card('c1', 'k1', 'V00000', { title: 'Neu' }))).toEqual([['c2', 'c4'], 1]);
    expect(put({ ...last, held_at: null })).toEqual([['c2'], 2]);
    expect(put({ ...first, deleted_at: '2026-06-02T08:00:00.000Z' })).toEqual([[], 3]);
  });

  it('are told of what a new snapshot has taken away', () => {
    const list = board.list('card', 'k1');
    board.load({ epoch: 'b', seq: 3, you: YOU, records: { ...records(), card: [] } });
    expect([list.rows, board.row('card', 'c1').gone, board.seq]).toEqual([[], true, 3]);
  });

  it('of a snapshot carry the pending edits too', () => {
    outbox.add({ id: 'mine', type: 'card.write', card_id: 'c1', title: 'meins' });
    board.load({ epoch: 'b', seq: 3, you: YOU, records: records() });
    expect(board.row('card', 'c1').value.title).toBe('meins');
  });
});

it('all records of a kind are told of, whenever one of them changes, and no others', () => {
  /** @type {number[]} */
  const counts = [];
  const stop = $effect.root(() => {
    $effect(() => void counts.push(board.all('report').length));
  });
  flushSync();
  board.receive([wrote(11, 'anders')]);
  draw();
  flushSync();
  expect(counts).toEqual([0]);
  const report = { id: 'r1', board_id: 'b', card_id: 'c1', created_at: 'now', resolved_at: null };
  board.receive([{ seq: 12, id: 'e12', type: 'card.report', by: 'x', changes: [{ put: 'report', record: report }] }]);
  draw();
  flushSync();
  expect(counts).toEqual([0, 1]);
  stop();
});
