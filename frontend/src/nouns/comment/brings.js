/** Comments come with the open card; that others write them, and what undo would do, is told before. */
import './words.js';
