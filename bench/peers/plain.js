/**
 * The same board without any framework: elements made once and for all, an edit changes or moves exactly its own. No
 * pending edits, no focus kept, no words but German ones: what cards cost a browser that does nothing besides.
 */
const main = document.querySelector('main');
/** The elements of each card and the place it has. @type {Map<string, any>} */
const cards = new Map();
/** @type {Map<string, HTMLOListElement>} */
const lists = new Map();

function element(name, parent, text = '') {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}

function makeColumn(column) {
  const section = element('section', main);
  element('h2', section, column.title);
  const list = element('ol', section);
  list.dataset.list = '';
  lists.set(column.id, list);
}

function makeCard(record) {
  const item = document.createElement('li');
  item.dataset.item = record.id;
  const article = element('article', item);
  const title = element('h3', article);
  const text = element('p', article);
  const menu = element('button', article, '⋮');
  menu.setAttribute('aria-label', `Menü der Karte ${record.title}`);
  const card = { item, article, title, text, record: {} };
  item.card = card;
  cards.set(record.id, card);
  return card;
}

const isBefore = (a, b) => a.rank < b.rank || (a.rank === b.rank && a.id < b.id);

/** The card of a list that comes directly after a record, found by halving. */
function follower(list, record) {
  let [low, high] = [0, list.children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list.children[middle].card.record, record)) low = middle + 1;
    else high = middle;
  }
  return list.children[low] ?? null;
}

function show(record) {
  const card = cards.get(record.id) ?? makeCard(record);
  const old = card.record;
  if (record.title !== old.title) card.title.textContent = record.title;
  if (record.text !== old.text) card.text.textContent = record.text;
  if (record.color !== old.color) card.article.dataset.color = record.color;
  if (record.column_id !== old.column_id || record.rank !== old.rank) {
    card.item.remove();
    const list = lists.get(record.column_id);
    list.insertBefore(card.item, follower(list, record));
  }
  card.record = record;
}

/** What a socket would bring; shown with the next frame. @param {string} frame */
window.receive = (frame) => {
  const { events = [] } = JSON.parse(frame);
  requestAnimationFrame(() => {
    for (const { changes } of events) for (const change of changes) if (change.put === 'card') show(change.record);
  });
};

/** @type {HTMLElement | null} */
let dragged = null;
let from = [0, 0];
main.addEventListener('pointerdown', (event) => {
  dragged = event.target.closest('article');
  from = [event.clientX, event.clientY];
  main.setPointerCapture(event.pointerId);
});
main.addEventListener('pointermove', (event) => {
  if (!dragged) return;
  main.dataset.dragging = '';
  dragged.style.transform = `translate(${event.clientX - from[0]}px, ${event.clientY - from[1]}px)`;
});
main.addEventListener('pointerup', () => {
  if (dragged) dragged.style.transform = '';
  dragged = null;
  delete main.dataset.dragging;
});

const { records } = await (await fetch('board.json')).json();
const inOrder = (rows) => rows.sort((a, b) => (isBefore(a, b) ? -1 : 1));
for (const column of inOrder(records.column)) makeColumn(column);
for (const record of inOrder(records.card)) show(record);
