/** Sending a list to the door of imports, and telling how much of it has gone out: fetch cannot tell that. */
import { ApiError } from '../../../sync/api.js';

/** @typedef {{ [field: string]: string | null }} Mapping field to header; null leaves it out */
/** @typedef {{ file: 'columns' | 'cards' | 'comments', line: number, code: string, detail: string, skipped: boolean }} Problem */
/**
 * @typedef {{ line: number, column: string, title: string, text: string, color: string | null, author_name: string | null,
 *   created_at: string | null }} PreviewRow
 */
/**
 * What an import would do, or has done.
 * @typedef {{ preview: boolean, import_id: string, encoding: string, separator: string, headers: string[],
 *   mapping: { [field: string]: string }, unused: string[], comment_headers: string[],
 *   comment_mapping: { [field: string]: string }, columns: { title: string, column_id: string | null, cards: number }[],
 *   cards: number, comments: number, already: number, skipped: number, rows: PreviewRow[], problems: Problem[] }} Report
 */
/**
 * @typedef {{ file: File, comments: File | null, mapping: Mapping, commentMapping: Mapping, column: string,
 *   encoding: string, separator: string, timezone: string, preview?: boolean, importId?: string, signal?: AbortSignal,
 *   progress?: (part: number) => void }} List
 */

/**
 * @param {string} board
 * @param {List} list
 * @returns {Promise<Report>}
 * @throws {ApiError}
 */
export function sendList(board, list) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/boards/${encodeURIComponent(board)}/import`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => list.progress?.(total ? loaded / total : 0));
    request.upload.addEventListener('load', () => list.progress?.(1));
    request.addEventListener('load', () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new ApiError(request.response?.code ?? 'unavailable', request.status, request.response ?? {}));
    });
    for (const lost of ['error', 'abort', 'timeout']) request.addEventListener(lost, () => reject(new ApiError('offline', 0)));
    list.signal?.addEventListener('abort', () => request.abort());
    request.send(formOf(list));
  });
}

/** @param {List} list */
function formOf(list) {
  const form = new FormData();
  form.append('file', list.file);
  if (list.comments) form.append('comments', list.comments);
  form.append('mapping', JSON.stringify(list.mapping));
  form.append('comment_mapping', JSON.stringify(list.commentMapping));
  if (list.column.trim()) form.append('column', list.column.trim());
  if (list.encoding) form.append('encoding', list.encoding);
  if (list.separator) form.append('separator', list.separator);
  form.append('timezone', list.timezone);
  if (list.preview) form.append('preview', 'true');
  if (list.importId) form.append('import_id', list.importId);
  return form;
}
