// @ts-check
// Puts the cursor into a text field, once, as soon as the field is there.
import { mounted } from "../shared.js";

const WAIT_MS = 10_000;

/** @typedef {{ key: string }} Data the key of Streamlit's text field */

export default mounted(() => {
  let done = false;
  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update({ data }) {
      // On a touch screen a keyboard would come up and cover half of it.
      if (done || !matchMedia("(pointer: fine)").matches) return;
      done = true;
      focus(data.key, performance.now() + WAIT_MS);
    },
  };
});

/**
 * @param {string} key
 * @param {number} until in milliseconds, by the page's clock
 */
function focus(key, until) {
  const field = document.querySelector(`.st-key-${key} input`);
  if (!(field instanceof HTMLInputElement)) {
    if (performance.now() < until) requestAnimationFrame(() => focus(key, until));
    return;
  }
  // Whoever is somewhere already stays there; a link or button that led here may still have the focus.
  const busy = document.activeElement?.matches("input, textarea, [contenteditable], [role=combobox]");
  if (!busy) field.focus({ preventScroll: true });
}
