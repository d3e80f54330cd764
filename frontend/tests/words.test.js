import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOLDERS } from './catalogues.js';

const files = readdirSync('src', { recursive: true }).map(String).filter((name) => /\.(js|svelte)$/.test(name));
const sources = new Map(files.map((name) => [name, readFileSync(join('src', name), 'utf8')]));

/** What a file has at hand once it is loaded, and what that has: not what it fetches later. @param {string} beginning */
function reached(beginning) {
  const found = new Set([beginning]);
  // Iterating goes on with what is added meanwhile.
  for (const file of found) {
    const imported = (sources.get(file) ?? '').matchAll(/^\s*(?:import|export)\s(?:[^;]*?\sfrom\s)?'(\.[^']+)'/gm);
    for (const [, path] of imported) found.add(normalize(join(dirname(file), path)));
  }
  return found;
}

/** Whether a file has words for a key. @param {Set<string>} files */
function spoken(files) {
  const folders = [...files].filter((file) => file.endsWith('words.de.json')).map((file) => FOLDERS.de[dirname(file)]);
  return new Set(folders.flatMap((words) => Object.keys(words)));
}

const KEYS = new Set(Object.values(FOLDERS.de).flatMap((words) => Object.keys(words)));
const FIRST = spoken(reached('main.js'));

describe('each part of the page', () => {
  const asking = [...sources].map(([name, text]) => {
    const asked = [...text.replace(/\bmay\('[\w.-]+'/g, '').matchAll(/\bt\(([^;\n]*)/g)].flatMap(([, call]) => [...call.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key));
    const labels = [...text.matchAll(/\b(?:label|shown|lead|title|words): '([\w.-]+)'/g)].map(([, key]) => key);
    return /** @type {const} */ ([name, [...new Set([...asked, ...labels])].filter((key) => KEYS.has(key))]);
  });

  it.each(asking.filter(([, keys]) => keys.length))('%s brings its words', (name, keys) => {
    const words = spoken(reached(name));
    expect(keys.filter((key) => !words.has(key) && !FIRST.has(key))).toEqual([]);
  });

  it('asks for many', () => {
    expect(asking.flatMap(([, keys]) => keys).length).toBeGreaterThan(500);
  });

  const made = [...sources].flatMap(([name, text]) => [...text.matchAll(/`([a-z][a-z.-]+\.)\$\{/g)].map(([, start]) => /** @type {const} */ ([name, start])));

  it.each(made.filter(([, start]) => [...KEYS].some((key) => key.startsWith(start))))('%s brings all words that begin with %s', (name, start) => {
    const words = spoken(reached(name));
    expect([...KEYS].filter((key) => key.startsWith(start) && !words.has(key) && !FIRST.has(key))).toEqual([]);
  });
});

it('words that come late are not there from the beginning', () => {
  for (const key of ['import.lead', 'rules.lead', 'phases.lead', 'trash.lead', 'print.title', 'search.nothing']) expect(FIRST).not.toContain(key);
  for (const key of ['card.menu', 'error.conflict', 'others.one.card.add', 'rules.title', 'step.card.add', 'cancel']) expect(FIRST).toContain(key);
});

it('each part has words of its own in a file beside it', () => {
  const alone = Object.keys(FOLDERS.de).filter((folder) => folder !== 'words' && !sources.has(join(folder, 'words.js')));
  expect(alone).toEqual([]);
});
