/** One import of a list into a board: what was chosen, what the server makes of it, and how far it has come. */
import { ApiError } from '../../../sync/api.js';
import { newId } from '../../../replica/ids.js';
import { sendList } from './doors.js';

/** @import { Mapping, Report } from './doors.js' */

/** @typedef {{ code: string, reason?: string, file?: string, line?: number }} Fault */

/** Beyond this a server answers "too large", often before it has heard the whole file: no answer at all. */
const LARGE = 10 * 1024 * 1024;
/** Milliseconds without a further choice before the server is asked again. */
const PAUSE = 300;

/** @type {Report} */
const NOTHING = {
  preview: true,
  import_id: '',
  encoding: '',
  separator: '',
  headers: [],
  mapping: {},
  unused: [],
  comment_headers: [],
  comment_mapping: {},
  columns: [],
  cards: 0,
  comments: 0,
  already: 0,
  skipped: 0,
  rows: [],
  problems: [],
};

export class ListImport {
  /** @type {'choose' | 'match' | 'running' | 'done'} */
  step = $state('choose');
  file = $state.raw(/** @type {File | null} */ (null));
  comments = $state.raw(/** @type {File | null} */ (null));
  mapping = $state.raw(/** @type {Mapping} */ ({}));
  commentMapping = $state.raw(/** @type {Mapping} */ ({}));
  column = $state('');
  encoding = $state('');
  separator = $state('');
  timezone = $state(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
  report = $state.raw(/** @type {Report | null} */ (null));
  fault = $state.raw(/** @type {Fault | null} */ (null));
  /** The server is being asked what it makes of the present choices. */
  reading = $state(false);
  /** Part of the file that has been sent, from 0 to 1. */
  sent = $state(0);
  /** The import's id, kept from the first try on: sent again after an answer that never came, nothing is doubled. */
  #importId = '';
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} boardId @param {string} column title of the column for rows that name none */
  constructor(boardId, column) {
    this.boardId = boardId;
    this.column = column;
  }

  /** Of two files the one that is called so has the comments. @param {File[]} files */
  choose(files) {
    const comments = files.length > 1 ? files.find((file) => /comment|kommentar/i.test(file.name)) : undefined;
    const file = files.find((one) => one !== comments);
    if (!file) return;
    this.file = file;
    this.comments = comments ?? null;
    this.mapping = {};
    this.commentMapping = {};
    this.encoding = '';
    this.separator = '';
    this.#importId = '';
    this.report = null;
    this.#ask();
  }

  /** @param {File | null} file */
  chooseComments(file) {
    this.comments = file;
    this.commentMapping = {};
    this.#ask();
  }

  /** @param {string} field @param {string} header '' leaves the field out */
  match(field, header) {
    this.mapping = { ...this.mapping, [field]: header || null };
    this.#askSoon();
  }

  /** @param {string} field @param {string} header */
  matchComment(field, header) {
    this.commentMapping = { ...this.commentMapping, [field]: header || null };
    this.#askSoon();
  }

  /** How the file is to be read has changed: its headers may be others now. */
  readAnew() {
    this.mapping = {};
    this.commentMapping = {};
    this.#askSoon();
  }

  /** Something changed that leaves the headers as they are. */
  refresh() {
    this.#askSoon();
  }

  /** @param {boolean} [anew] put the list in a second time, although it is there */
  async run(anew = false) {
    if (this.step === 'running' || !this.report) return;
    this.#importId = anew ? newId() : this.#importId || this.report.import_id;
    this.step = 'running';
    this.sent = 0;
    this.fault = null;
    try {
      this.report = await this.#send({ importId: this.#importId, progress: (part) => (this.sent = part) });
      this.step = 'done';
    } catch (error) {
      this.fault = this.#faultOf(error);
      this.step = 'match';
    }
  }

  #askSoon() {
    this.reading = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.reading = true;
    try {
      const report = await this.#send({ preview: true, signal: asking.signal });
      if (asking !== this.#asking) return;
      this.report = report;
      this.fault = null;
      this.step = 'match';
    } catch (error) {
      if (asking !== this.#asking) return;
      this.fault = this.#faultOf(error);
      if (error instanceof ApiError && error.body.headers) this.#letTell(error.body.headers, error.body.file);
    }
    this.reading = false;
  }

  /** The server cannot tell what is what, but names the headers: the person can. @param {string[]} headers @param {string} [file] */
  #letTell(headers, file) {
    const seen = file === 'comments' ? { comment_headers: headers } : { headers };
    this.report = { ...(this.report ?? NOTHING), ...seen, cards: 0, comments: 0, skipped: 0, rows: [], problems: [] };
    this.step = 'match';
  }

  /** @param {{ preview?: boolean, importId?: string, signal?: AbortSignal, progress?: (part: number) => void }} more */
  #send(more) {
    return sendList(this.boardId, { ...this.#chosen(), ...more });
  }

  #chosen() {
    const { mapping, commentMapping, column, encoding, separator, timezone, comments } = this;
    return { file: /** @type {File} */ (this.file), comments, mapping, commentMapping, column, encoding, separator, timezone };
  }

  /** @param {unknown} error @returns {Fault} */
  #faultOf(error) {
    if (!(error instanceof ApiError)) throw error;
    const { reason, file, line } = error.body;
    const large = Math.max(this.file?.size ?? 0, this.comments?.size ?? 0) > LARGE;
    if (!reason && large && ['offline', 'too_large'].includes(error.code)) return { code: 'too_large', reason: 'file_too_large' };
    return { code: error.code, reason, file, line };
  }
}

/** Imports that were begun and not finished, by board: a dialog closed by mistake opens as it was. @type {Map<string, ListImport>} */
const begun = new Map();

/** @param {string} boardId @param {string} column @returns {ListImport} */
export function importFor(boardId, column) {
  let found = begun.get(boardId);
  if (!found || found.step === 'done') begun.set(boardId, (found = new ListImport(boardId, column)));
  return found;
}
