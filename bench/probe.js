/**
 * Laid over a page before its own scripts run: holds back what its socket brings until that is wanted, and takes the
 * time until the frame that shows it is painted. It sees both Korkwand's page and the plain one (bench/peers/plain.html).
 */
(() => {
  const held = [];
  let holding = false;

  window.WebSocket = class extends WebSocket {
    set onmessage(take) {
      const arrived = (message) => (holding ? held.push({ text: message.data, take: () => take(message) }) : take(message));
      super.onmessage = take && arrived;
    }
  };

  /** When the frame that comes next has been painted: a task that this frame asks for itself. */
  const painted = () =>
    new Promise((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      requestAnimationFrame(() => channel.port2.postMessage(null));
    });

  /** When the first card is painted, in milliseconds from the beginning of the navigation. */
  const first = new Promise((done) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('main [data-item]')) return;
      observer.disconnect();
      done(painted());
    });
    observer.observe(document, { childList: true, subtree: true });
  });

  /** The cards that a change of the document lies in. @param {MutationRecord} record */
  const cardsOf = ({ target, addedNodes, removedNodes }) => {
    const within = (target instanceof Element ? target : target.parentElement)?.closest('[data-item]');
    return within ? [within] : [...addedNodes, ...removedNodes].filter((node) => node.dataset?.item);
  };

  window.bench = {
    first,
    moves: [],
    hold: () => void (holding = true),
    texts: () => held.map(({ text }) => text),
    put: (texts, take) => void held.push(...texts.map((text) => ({ text, take: () => take(text) }))),
    /** Let in what is held at the beginning of a frame. Milliseconds from then until it is painted. */
    async release() {
      await new Promise(requestAnimationFrame);
      const arrived = performance.now();
      holding = false;
      for (const { take } of held.splice(0)) take();
      return (await painted()) - arrived;
    },
    /** The same, but it returns the ids of the cards in which anything was changed: made, taken away, or otherwise. */
    async touched() {
      const ids = new Set();
      const note = (records) => records.flatMap(cardsOf).forEach((card) => ids.add(card.dataset.item));
      const observer = new MutationObserver(note);
      const all = { childList: true, subtree: true, attributes: true, characterData: true };
      observer.observe(document.querySelector('main'), all);
      await this.release();
      note(observer.takeRecords());
      observer.disconnect();
      return [...ids];
    },
  };

  // From each movement of the pointer until it is painted; only the page's own listeners come after this one.
  addEventListener('pointermove', () => {
    const moved = performance.now();
    painted().then((shown) => window.bench.moves.push(shown - moved));
  }, { capture: true });
})();
