import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { qrCode, svgOf } from '../src/ui/qr.js';

const LINK = 'https://pinnwand.example/b/0d0f5d6e-3c0d-4b53-9c35-6a1c8f3f6b52#mb0cRcY7NzkfJT61nICdsXwvS-IW_84mi7-xplui-0';

/** The modules that a path paints. @param {string} path @param {number} size */
function painted(path, size) {
  const field = Array.from({ length: size }, () => Array(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    field[Number(y)].fill(true, Number(x), Number(x) + Number(length));
  }
  return field;
}

it('draws exactly the modules of the code', () => {
  const { path, size } = qrCode(LINK);
  expect(painted(path, size)).toEqual(encode(LINK, { ecc: 'M', border: 4 }).data);
});

it('leaves four light modules around it', () => {
  const { path, size } = qrCode(LINK);
  const field = painted(path, size);
  const dark = field.flatMap((row, y) => row.flatMap((one, x) => (one ? [[x, y]] : []))).flat();
  expect([Math.min(...dark), Math.max(...dark)]).toEqual([4, size - 5]);
});

it('is a picture of its own as a file', () => {
  const parsed = new DOMParser().parseFromString(svgOf(qrCode('x')), 'image/svg+xml');
  expect([...parsed.documentElement.children].map((one) => one.localName)).toEqual(['path', 'path']);
});
