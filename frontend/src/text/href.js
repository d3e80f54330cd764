/** Which addresses may become links. */

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/**
 * @param {string} href
 * @returns {string | null} the address if its scheme is allowed; a relative one is not
 */
export function safeHref(href) {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
