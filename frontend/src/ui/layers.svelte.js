/** The stack of open dialogs. Messages belong into the uppermost one: what is outside it can be neither clicked nor heard. */

let layers = $state.raw(/** @type {HTMLElement[]} */ ([]));

/** @param {HTMLElement} layer @returns {() => void} takes it off again */
export function openLayer(layer) {
  layers = [...layers, layer];
  return () => {
    layers = layers.filter((other) => other !== layer);
  };
}

/** The uppermost dialog, or undefined when there is only the page. */
export function topLayer() {
  return layers.at(-1);
}
