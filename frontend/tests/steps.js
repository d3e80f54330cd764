/**
 * How much work a function does, counted and not timed: every run of every block, as V8 counts them for coverage, and every
 * sign that the language's own functions on strings and expressions go over. Nothing has to be written into the code for
 * it, so nothing can be forgotten there. What an expression does twice by going back is not seen: bench/texts.mjs times it.
 */
import { Session } from 'node:inspector';

const session = new Session();

/** @param {string} method @param {object} [given] @returns {any} */
function ask(method, given) {
  let answer;
  session.post(method, given, (fault, result) => {
    if (fault) throw fault;
    answer = result;
  });
  return answer;
}

/** How many signs a call went over, from its result. @typedef {{ [name: string]: (s: string, result: any, args: any[]) => number }} Measures */

/** @type {Measures} */
const STRINGS = {
  split: (s) => s.length,
  replace: (s) => s.length,
  replaceAll: (s) => s.length,
  match: (s) => s.length,
  trim: (s) => s.length,
  normalize: (s) => s.length,
  toLowerCase: (s) => s.length,
  slice: (_, result) => result.length,
  indexOf: (s, result, [, from = 0]) => (result < 0 ? s.length : result) - from,
  lastIndexOf: (s, result, [, from = s.length]) => from - Math.max(result, 0),
  includes: (s) => s.length,
};
/** @type {Measures} */
const EXPRESSIONS = {
  exec: (s, result) => (result ? result[0].length : s.length),
  test: (s) => s.length,
};

/**
 * The work of an act.
 * @param {RegExp} files whose blocks count, by their path
 * @param {() => void} act
 * @returns {number}
 */
export function stepsOf(files, act) {
  let signs = 0;
  /** @type {(() => void)[]} */
  const back = [];
  /** @param {any} prototype @param {Measures} methods @param {(self: any, args: any[]) => string} textOf */
  const watch = (prototype, methods, textOf) => {
    for (const [name, measure] of Object.entries(methods)) {
      const own = prototype[name];
      prototype[name] = /** @this {any} @param {any[]} args */ function (...args) {
        const result = own.apply(this, args);
        signs += Math.max(0, measure(textOf(this, args), result, args));
        return result;
      };
      back.push(() => (prototype[name] = own));
    }
  };
  session.connect();
  try {
    ask('Profiler.enable');
    ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    watch(String.prototype, STRINGS, (self) => String(self));
    watch(RegExp.prototype, EXPRESSIONS, (_, args) => String(args[0]));
    act();
    for (const give of back.splice(0)) give();
    return signs + blocks(files);
  } finally {
    for (const give of back) give();
    session.disconnect();
  }
}

/** @param {RegExp} files */
function blocks(files) {
  let runs = 0;
  for (const script of ask('Profiler.takePreciseCoverage').result) {
    if (!files.test(script.url)) continue;
    for (const { ranges } of script.functions) for (const { count } of ranges) runs += count;
  }
  return runs;
}
