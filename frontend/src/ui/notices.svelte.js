/** What the page has to say besides its views: toasts for one's own doings, a quiet live region for those of others. */

/**
 * @typedef {{ id: number, words: string, fault: boolean, text?: string, action?: { label: string, run: () => void } }} Toast
 */

/** Milliseconds a toast stays when nothing has to be done about it. */
const SHOWN = 6000;

let toasts = $state.raw(/** @type {Toast[]} */ ([]));
let next = 1;

export function shownToasts() {
  return toasts;
}

/**
 * @param {string} words
 * @param {Partial<Omit<Toast, 'id' | 'words'>> & { sticky?: boolean }} [more]
 */
export function say(words, { sticky = false, fault = false, text, action } = {}) {
  const toast = { id: next++, words, fault, text, action };
  // The same words twice are one toast, and few are enough; but a toast that carries somebody's text stays.
  const others = toasts.filter((other) => other.words !== words || other.text);
  const few = others.filter((other) => !other.text).slice(-3);
  toasts = [...others.filter((other) => other.text || few.includes(other)), toast];
  if (!sticky) setTimeout(() => dismiss(toast.id), SHOWN);
}

/** @param {number} id */
export function dismiss(id) {
  toasts = toasts.filter((toast) => toast.id !== id);
}

/** Silence between two sentences about the doings of others. */
const QUIET = 4000;

let sentence = $state('');
let first = '';
let waiting = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** What a screen reader may be told now. */
export function spoken() {
  return sentence;
}

/**
 * Tell of something politely: one sentence at a time, several joined into a number.
 * @param {() => string} words asked for only if they may be told: many doings may come at once
 * @param {(n: number) => string} many
 */
export function tell(words, many) {
  if (!waiting) first = words();
  waiting += 1;
  timer ??= setTimeout(() => {
    sentence = waiting === 1 ? first : many(waiting);
    waiting = 0;
    timer = undefined;
  }, QUIET);
}

/** Say at once, for what happened under one's own hand. @param {string} words */
export function announce(words) {
  sentence = sentence === words ? `${words}\u00a0` : words;
}
