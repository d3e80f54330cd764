/** Makes sw.js of worker.js: puts in the names of the built files, and a version that changes when any of them does. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('worker.js', import.meta.url));

/** @returns {import('vite').Plugin} */
export function serviceWorker() {
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async writeBundle() {
      await writeFile(join(folder, 'sw.js'), await workerOf(folder));
    },
  };
}

/** @param {string} folder of the built files */
async function workerOf(folder) {
  const source = await readFile(SOURCE, 'utf8');
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const assets = (await readdir(join(folder, 'assets'))).sort().map((name) => `/assets/${name}`);
  const others = (await readdir(folder)).filter((name) => !['assets', 'index.html', 'sw.js'].includes(name) && !name.startsWith('.'));
  const first = assets.filter((path) => html.includes(path));
  const shell = ['/', ...first, ...others.sort().map((name) => `/${name}`)];
  const hash = createHash('sha256').update(source).update(html).update(assets.join());
  for (const name of others) hash.update(await readFile(join(folder, name)));
  return source
    .replace("'__VERSION__'", JSON.stringify(hash.digest('hex').slice(0, 12)))
    .replace("['__SHELL__']", JSON.stringify(shell))
    .replace("['__REST__']", JSON.stringify(assets.filter((path) => !first.includes(path))));
}
