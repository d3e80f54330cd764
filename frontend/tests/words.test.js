import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import de from '../src/locales/de.json';
import { filesOf, partOf } from '../words.js';

const its = partOf();
/** @param {string} part */
const wordsOf = (part) => Object.keys(de).filter((key) => its(key) === part);

it('the files of a part are found', () => {
  const first = [...filesOf('src/main.js')];
  expect(first.filter((file) => !existsSync(file))).toEqual([]);
  expect(first).toEqual(expect.arrayContaining(['src/boards/Board.svelte', 'src/cards/Card.svelte', 'src/boards/Missing.svelte']));
  for (const file of ['src/boards/BoardDialogs.svelte', 'src/boards/Join.svelte', 'src/visitors/PeopleDialog.svelte']) expect(first).not.toContain(file);
  expect([...filesOf('src/boards/following.js')]).toContain('src/boards/BoardDialogs.svelte');
});

it('a word comes with the first part that asks for it', () => {
  expect(wordsOf('')).toEqual(expect.arrayContaining(['card.menu', 'error.conflict', 'others.one.card.add', 'rules.title', 'step.card.add']));
  expect(wordsOf('following')).toEqual(expect.arrayContaining(['trash.lead', 'print.title']));
  expect(wordsOf('')).toContain('cancel');
  expect(wordsOf('late')).toEqual(expect.arrayContaining(['rules.lead', 'import.lead', 'phases.lead']));
});
