import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { serviceWorker } from './worker/build.js';

const COMPRESSIBLE = /\.(html|js|css|svg|json|webmanifest)$/;

/**
 * Writes a .br and a .gz beside every built file that gains by it, so that the server never compresses an asset.
 * @returns {import('vite').Plugin}
 */
function precompress() {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      // A build that failed has no folder, and its own error is the one to be seen.
      if (!existsSync(folder)) return;
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => COMPRESSIBLE.test(name)).map((name) => compress(join(folder, name))));
    },
  };
}

/** @param {string} path */
async function compress(path) {
  const plain = await readFile(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(plain, best));
  await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 }));
}

const backend = process.env.KORKWAND_BACKEND ?? 'http://127.0.0.1:8000';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), serviceWorker(), precompress()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { '/api': { target: backend, ws: true } } },
  // Component code for the browser, not for server-side rendering, also in tests.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: { environment: 'happy-dom', include: ['tests/**/*.test.js'] },
}));
