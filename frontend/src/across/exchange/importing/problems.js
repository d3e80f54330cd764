/** Why a file or a line of it was not taken, in words. */
import { hasWords } from '../../../words/i18n.svelte.js';
import { t } from './words.js';

/** @import { Fault } from './list-import.svelte.js' */
/** @import { Problem, Report } from './doors.js' */

/** Why nothing of a file can be imported. @param {Fault} fault */
export function faultInWords(fault) {
  const key = `import.fault.${fault.reason}`;
  const words = hasWords(key) ? t(key, { line: fault.line ?? 0 }) : t(hasWords(`error.${fault.code}`) ? `error.${fault.code}` : 'import.fault');
  if (fault.code === 'offline' || fault.code === 'unavailable') return t('import.fault.lost');
  return fault.file === 'comments' ? t('import.fault-of-comments', { words }) : words;
}

/** @param {Problem} problem @param {Report} report */
export function placeInWords(problem, report) {
  const table = !!report.headers.length;
  if (problem.file === 'comments') return t(table ? 'import.place.comment-line' : 'import.place.comment', { n: problem.line });
  if (problem.file === 'columns') return t('import.place.column', { n: problem.line });
  return t(table ? 'import.place.line' : 'import.place.card', { n: problem.line });
}

/** @param {Problem} problem */
export function problemInWords(problem) {
  const key = `import.problem.${problem.code}`;
  return t(hasWords(key) ? key : 'import.problem.invalid');
}

/** All problems as text, one in a line. @param {Report} report */
export function problemList(report) {
  return report.problems.map((problem) => `${placeInWords(problem, report)}: ${problemInWords(problem)}`).join('\n');
}
