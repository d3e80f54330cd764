/** A text as a QR code: one path for all dark modules, with the quiet zone that readers need. */
import { encode } from 'uqr';

/** Light modules around the code; the standard asks for four. */
const QUIET = 4;

/** @typedef {{ path: string, size: number }} Code the path on a square of so many modules */

/** @param {string} text @returns {Code} */
export function qrCode(text) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`));
  return { path: runs.join(''), size };
}

/** Where dark modules begin in a row, and how many. @param {boolean[]} row */
function runsOf(row) {
  /** @type {[number, number][]} */
  const runs = [];
  row.forEach((dark, x) => {
    if (!dark) return;
    if (row[x - 1]) runs[runs.length - 1][1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}

/** The code as a file of its own. @param {Code} code */
export function svgOf({ path, size }) {
  const ground = `<path d="M0 0h${size}v${size}H0z" fill="#fff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">${ground}<path d="${path}"/></svg>\n`;
}
