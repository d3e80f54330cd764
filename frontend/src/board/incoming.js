/** Files that were given to the start page for a board that is just being made. @type {Map<string, File[]>} */
export const incoming = new Map();
