/**
 * The build cuts the German catalogue in three, so that nobody waits for words before the first sight of a board that only
 * later parts of the page ask for. The file stays one, and other languages come whole.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {'' | 'following' | 'late'} Part '' is the first */

const SOURCES = join(import.meta.dirname, 'src');
/** What the first two parts begin with. */
const FIRST = join(import.meta.dirname, 'src/main.js');
const FOLLOWING = join(import.meta.dirname, 'src/pages/soon.js');
/** What others fetch when it is their turn: what follows brings its words along, and with the rest the late words are fetched. */
const FETCHED = ['pages/soon.js', 'pages/seldom.js', 'pages/Join.svelte'].map((name) => join('src', name));

/** What a file imports, and what it fetches by itself; not what comes together with its words. */
const IMPORTED = /^\s*(?:import|export)\s(?:[^;]*?\sfrom\s)?'(\.[^']+)'|(?<!\(\) => |typeof )import\('(\.[^']+)'\)(?!\.[A-Z]|\.default|, fetchLateWords)/gm;

/** A file and all that it asks for, and what that asks for. @param {string} beginning */
export function filesOf(beginning) {
  const files = new Set([beginning]);
  // Iterating goes on with what is added meanwhile.
  for (const file of files) {
    for (const [, imported, fetched] of readFileSync(file, 'utf8').matchAll(IMPORTED)) {
      const path = join(dirname(file), imported ?? fetched);
      if (/\.(js|svelte)$/.test(path) && !FETCHED.some((name) => path.endsWith(name))) files.add(path);
    }
  }
  return files;
}

/** Which words these files may ask for: by their key, or by the beginning of one. @param {Set<string>} files @returns {(key: string) => boolean} */
function asking(files) {
  const text = [...files].map((file) => readFileSync(file, 'utf8')).join('\n');
  const starts = [...text.matchAll(/`([a-z.-]+\.)\$\{/g)].map((match) => match[1]);
  return (key) => text.includes(`'${key}'`) || starts.some((start) => key.startsWith(start));
}

/** To which part a word belongs. @returns {(key: string) => Part} */
export function partOf() {
  const [begun, followed] = [filesOf(FIRST), filesOf(FOLLOWING)];
  const sources = readdirSync(SOURCES, { recursive: true }).map((name) => join(SOURCES, String(name)));
  const others = sources.filter((file) => /\.(js|svelte)$/.test(file) && !begun.has(file) && !followed.has(file));
  const [first, following, late] = [begun, followed, new Set(others)].map(asking);
  // What is late may come before what follows: words of both are there from the beginning.
  return (key) => (first(key) || (following(key) && late(key)) ? '' : following(key) ? 'following' : 'late');
}

/** @returns {import('vite').Plugin} */
export function words() {
  return {
    name: 'words',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const [path, part = ''] = id.split('?');
      if (!path.endsWith('/words/de.json')) return undefined;
      const its = partOf();
      const text = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(code)).filter(([key]) => its(key) === part)));
      // With a query in its name it is no JSON to Vite any more.
      return part ? { code: `export default ${text}`, moduleType: 'js' } : text;
    },
  };
}
