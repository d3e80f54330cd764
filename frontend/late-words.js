/**
 * Words that only late parts of the page need stay out of its first load: the build cuts the German catalogue in two. The
 * file stays one, and other languages come whole.
 */

/** Late by the beginning of their keys, but for those that somebody asks for before. */
const LATE = /^(import|rules|phases)\./;
const EARLY = new Set(['import.drop', 'rules.title', 'rules.reveal', 'phases.title']);

/** @param {string} key */
export function isLate(key) {
  return LATE.test(key) && !EARLY.has(key);
}

/** @returns {import('vite').Plugin} */
export function lateWords() {
  return {
    name: 'late-words',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const [path, query] = id.split('?');
      if (!path.endsWith('/locales/de.json')) return undefined;
      const late = query === 'late';
      const words = Object.entries(JSON.parse(code)).filter(([key]) => isLate(key) === late);
      const text = JSON.stringify(Object.fromEntries(words));
      // With a query in its name it is no JSON to Vite any more.
      return late ? { code: `export default ${text}`, moduleType: 'js' } : text;
    },
  };
}
