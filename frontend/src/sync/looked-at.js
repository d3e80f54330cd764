/** When somebody looks at this tab: at once if so now, and each time it comes to the front or out of the browser's memory. */

/** @param {() => void} work @returns {() => void} ends it */
export function whenLookedAt(work) {
  const look = () => document.hidden || work();
  document.addEventListener('visibilitychange', look);
  for (const type of ['focus', 'pageshow']) window.addEventListener(type, look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    for (const type of ['focus', 'pageshow']) window.removeEventListener(type, look);
  };
}
