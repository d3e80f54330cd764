import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import de from '../src/words/de.json';
import { filesOf, partOf } from '../words.js';

const its = partOf();
/** @param {string} part */
const wordsOf = (part) => Object.keys(de).filter((key) => its(key) === part);

it('the files of a part are found', () => {
  const first = [...filesOf('src/main.js')];
  expect(first.filter((file) => !existsSync(file))).toEqual([]);
  expect(first).toEqual(expect.arrayContaining(['src/pages/Board.svelte', 'src/layouts/columns/Card.svelte', 'src/pages/Missing.svelte']));
  for (const file of ['src/board/Dialogs.svelte', 'src/pages/Join.svelte', 'src/nouns/visitor/seldom/PeopleDialog.svelte']) expect(first).not.toContain(file);
  expect([...filesOf('src/pages/soon.js')]).toContain('src/board/Dialogs.svelte');
});

it('a word comes with the first part that asks for it', () => {
  expect(wordsOf('')).toEqual(expect.arrayContaining(['card.menu', 'error.conflict', 'others.one.card.add', 'rules.title', 'step.card.add']));
  expect(wordsOf('following')).toEqual(expect.arrayContaining(['trash.lead', 'print.title']));
  expect(wordsOf('')).toContain('cancel');
  expect(wordsOf('late')).toEqual(expect.arrayContaining(['rules.lead', 'import.lead', 'phases.lead']));
});
