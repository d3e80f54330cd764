/**
 * How long the worst texts of 20,000 signs take to read, in milliseconds of CPU: `node bench/texts.mjs`. The tests count
 * steps; here the clock would show what counting does not see.
 */
import { linesOf } from '../frontend/src/text/lines.js';
import { searchable } from '../frontend/src/text/shown.js';
import { clean, toggleMark } from '../frontend/src/text/writing.js';
import { WORST, repeated } from '../frontend/tests/hostile.js';

const SIGNS = 20_000;
const ROUNDS = 15;
const CARDS = 2000;

/** The quickest of some rounds: what else the machine does can only add to it. */
function quickest(act) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const ACTS = {
  read: linesOf,
  searchable,
  pasted: clean,
  bold: (text) => toggleMark({ text, start: 0, end: text.length }, 'bold'),
};

const columns = Object.keys(ACTS);
console.log(['text'.padEnd(34), ...columns.map((name) => name.padStart(8))].join(''));
for (const [name, unit] of Object.entries(WORST)) {
  const text = repeated(unit, SIGNS);
  console.log([name.padEnd(34), ...columns.map((act) => quickest(() => ACTS[act](text)).toFixed(1).padStart(8))].join(''));
}
const card = 'Wir brauchen **mehr Bänke** am Fluss, für alle Nachbar*innen, siehe https://example.org/plan. '.repeat(3);
const cards = Array.from({ length: CARDS }, (_, number) => `${card}${number}`);
console.log(`${CARDS} cards of ${card.length} signs are read in ${quickest(() => cards.forEach(linesOf)).toFixed(1)} ms`);
