// Shows Markdown texts as the board does: reads a JSON list of texts, writes a list of {text, elements}.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const { Window } = await import(require.resolve('happy-dom'));
globalThis.document = new Window().document;
const { toDom } = await import('../../frontend/src/core/markdown.js');

const lines = (node) =>
  node.nodeName === 'BR' ? '\n' : node.nodeType === 3 ? node.data : [...node.childNodes].map(lines).join('');

const shown = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const fragment = toDom(text);
  return {
    text: [...fragment.childNodes].map(lines).join('\n\n'),
    elements: [...new Set([...fragment.querySelectorAll('*')].map((element) => element.tagName))].sort(),
  };
});
process.stdout.write(JSON.stringify(shown));
