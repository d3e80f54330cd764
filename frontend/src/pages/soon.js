/** What nobody needs for the first sight of a board: one part of the page, fetched as soon as the board stands. */
import '../across/exchange/soon/brings.js';
import '../across/trash/soon/brings.js';
import '../layouts/list/brings.js';
import '../nouns/board/soon/brings.js';
import '../nouns/card/soon/brings.js';
import '../nouns/column/soon/brings.js';
import '../nouns/comment/soon/brings.js';
import '../nouns/phase/soon/brings.js';

export { Dialogs, SearchStrip, sortable } from '../board/soon/tools.js';
