import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, language, setLanguage, t } from '../src/words/i18n.svelte.js';
import { ENGLISH, FOLDERS, GERMAN } from './catalogues.js';

const CATALOGUES = { de: GERMAN, en: ENGLISH };

const files = readdirSync('src', { recursive: true }).map(String);
const sources = files.filter((name) => /\.(svelte|js)$/.test(name)).map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }));

/** @param {string | object} entry */
const forms = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
/** @param {string | object} entry */
const holes = (entry) => [...new Set(forms(entry).join(' ').match(/\{\w+\}/g))].sort();

describe('the catalogues', () => {
  it('have the same keys, in the same folders', () => {
    const keys = (/** @type {string} */ language) => Object.fromEntries(Object.entries(FOLDERS[language]).map(([folder, words]) => [folder, Object.keys(words).sort()]));
    expect(keys('en')).toEqual(keys('de'));
  });

  it('have each key once', () => {
    expect(Object.values(FOLDERS.de).flatMap((words) => Object.keys(words))).toHaveLength(Object.keys(CATALOGUES.de).length);
  });

  it.each(Object.keys(CATALOGUES.de))('%s is complete in both languages', (key) => {
    const [de, en] = [CATALOGUES.de[key], CATALOGUES.en[key]];
    expect(forms(de).concat(forms(en)).every((words) => words.trim())).toBe(true);
    expect(typeof en).toBe(typeof de);
    expect(holes(en)).toEqual(holes(de));
    if (typeof de !== 'string') expect(Object.keys(de)).toEqual(expect.arrayContaining(['one', 'other']));
  });

  it('have words for every key the page asks for', () => {
    const asked = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1]));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !(key in CATALOGUES.de))).toEqual([]);
  });

  it('have no words that nobody asks for', () => {
    const all = sources.map(({ text }) => text).join('\n');
    const made = [...all.matchAll(/`([a-z.]+\.)\$\{/g)].map((match) => match[1]);
    const unused = Object.keys(CATALOGUES.de).filter(
      (key) => !all.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the templates', () => {
  const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'heading', 'lead']);

  /** Words written into a template instead of a catalogue. @param {any} node @returns {string[]} */
  function fixed(node) {
    if (!node || typeof node !== 'object') return [];
    if (Array.isArray(node)) return node.flatMap(fixed);
    if (node.type === 'Text') return /\p{L}/u.test(node.data) ? [node.data.trim()] : [];
    if (node.type === 'Attribute') {
      const parts = Array.isArray(node.value) ? node.value : [];
      return SPOKEN.has(node.name) ? fixed(parts) : [];
    }
    return Object.entries(node).flatMap(([key, value]) => (key === 'parent' ? [] : fixed(value)));
  }

  it.each(sources.filter(({ name }) => name.endsWith('.svelte')))('$name has no fixed words', ({ text }) => {
    expect(fixed(parse(text, { modern: true }).fragment)).toEqual([]);
  });
});

describe('t', () => {
  beforeEach(() => setLanguage('de', false));

  it('chooses the plural and writes numbers as the language does', async () => {
    expect([t('people', { n: 1 }), t('people', { n: 1234 })]).toEqual(['1 Person', '1.234 Personen']);
    await setLanguage('en', false);
    expect([t('people', { n: 1 }), t('people', { n: 1234 })]).toEqual(['1 person', '1,234 people']);
  });

  it('prefers words for a number itself', () => {
    expect(t('column.delete.lead', { n: 0, title: 'X' })).not.toContain('0');
  });

  it('puts values in as they are', () => {
    expect(t('card.deleted', { title: '{title} $& <b>' })).toContain('{title} $& <b>');
  });

  it('takes the signs that turn the direction out of somebody’s words', () => {
    expect(t('people.name-kept', { name: 'x\u2069\u202egnp\u202c' })).toBe('Danke, xgnp.');
  });

  it('keeps words that run leftward apart from the sentence', () => {
    expect(t('people.name-kept', { name: 'שלום' })).toBe('Danke, \u2068שלום\u2069.');
    expect(t('people.name-kept', { name: 'Zoë 👋' })).toBe('Danke, Zoë 👋.');
  });

  it('gives a key without words back, and reports it once', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    expect([t('no.such'), t('no.such'), t('nor.such')]).toEqual(['no.such', 'no.such', 'nor.such']);
    vi.unstubAllGlobals();
    expect(report.mock.calls.map(([error]) => error.message)).toEqual(['no words for no.such', 'no words for nor.such']);
  });
});

describe('the language', () => {
  it.each([
    [['fr-FR', 'en-GB', 'de'], 'en'],
    [['de-AT', 'en'], 'de'],
    [['fr'], 'de'],
    [[], 'de'],
  ])('of a browser that speaks %j is %s', async (languages, expected) => {
    localStorage.clear();
    Object.defineProperty(navigator, 'languages', { value: languages, configurable: true });
    await chooseLanguage();
    expect([language(), document.documentElement.lang]).toEqual([expected, expected]);
  });

  it('once chosen is kept on this device', async () => {
    Object.defineProperty(navigator, 'languages', { value: ['de'], configurable: true });
    await setLanguage('en');
    await setLanguage('de', false);
    await chooseLanguage();
    expect(language()).toBe('en');
    localStorage.clear();
  });
});
