/** Boards made in this visit: the link that leads their maker back, shown once. @type {Map<string, string>} */
export const linksOfNewBoards = new Map();
