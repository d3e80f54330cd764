import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { isLate } from '../late-words.js';
import de from '../src/locales/de.json';

/** Files that are fetched with a part: all that it imports, and what that imports. @param {string[]} beginnings */
function filesOf(...beginnings) {
  const files = new Set(beginnings);
  for (const file of files) {
    const named = [...readFileSync(file, 'utf8').matchAll(/^\s*(?:import|export)\s(?:[^;]*?\sfrom\s)?'(\.[^']+)'/gm)];
    for (const [, path] of named) if (/\.(js|svelte)$/.test(path)) files.add(join(dirname(file), path));
  }
  return files;
}

const early = filesOf('src/main.js', 'src/boards/following.js');

it('the early parts of the page are found', () => {
  for (const file of ['src/boards/Board.svelte', 'src/boards/BoardDialogs.svelte', 'src/cards/Card.svelte']) expect(early).toContain(file);
  expect(early).not.toContain('src/moderation/RulesDialog.svelte');
  expect([...early].filter((file) => !existsSync(file))).toEqual([]);
});

it('ask for no word that comes late', () => {
  const text = [...early].map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(Object.keys(de).filter((key) => isLate(key) && text.includes(`'${key}'`))).toEqual([]);
  const made = [...text.matchAll(/t\([^)]*?`([a-z.]+\.)\$\{/g)].map((match) => match[1]);
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((start) => isLate(`${start}x`))).toEqual([]);
});
