/** Everything that is brought to a board, by name: the only place that knows. What comes later is listed in soon.js. */
import '../across/audit/brings.js';
import '../across/exchange/brings.js';
import '../across/moderation/brings.js';
import '../across/retention/brings.js';
import '../across/trash/brings.js';
import '../board/brings.js';
import '../nouns/board/brings.js';
import '../nouns/card/brings.js';
import '../nouns/column/brings.js';
import '../nouns/comment/brings.js';
import '../nouns/key/brings.js';
import '../nouns/phase/brings.js';
import '../nouns/report/brings.js';
import '../nouns/visitor/brings.js';
