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

/** Each part of the page is one file, whatever other parts share with it. The first is fetched before all others, the next by every board. */
const PARTS = /** @type {const} */ ([
  ['index', /\/src\/main\.js$/],
  ['soon', /\/src\/pages\/soon\.js$/],
]);

/** @param {string} id @param {{ getModuleInfo: (id: string) => { importers: string[] } | null }} context */
function whole(id, context) {
  const found = new Set([id]);
  // Iterating goes on with what is added meanwhile.
  for (const one of found) for (const importer of context.getModuleInfo(one)?.importers ?? []) found.add(importer);
  return PARTS.find(([, beginning]) => [...found].some((one) => beginning.test(one)))?.[0] ?? null;
}

const backend = process.env.KORKWAND_BACKEND ?? 'http://127.0.0.1:8000';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), serviceWorker(), precompress()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: whole, debugName: 'parts' }] } } },
  },
  server: { proxy: { '/api': { target: backend, ws: true } } },
  // Component code for the browser, not for server-side rendering, also in tests.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: { environment: 'happy-dom', include: ['tests/**/*.test.js'], setupFiles: ['tests/all-words.js'] },
}));
