// @ts-check
// The name in a text field of the page: as it is typed, which is ahead of what Python has read.

import { splitNames } from "./letters.js";

/**
 * @typedef {object} Typed what Python says of the field
 * @property {string} field the key of Streamlit's text field
 * @property {string} name the one that Python has read at a place of those typed
 */

/**
 * Follows a text field. Only who types in it is ahead of Python: what a link puts there is in the field after
 * the page has been told of it, and makes no event.
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {() => void} changed at every letter
 */
export function typing(on, changed) {
  /** @type {Typed | null} */
  let read = null;
  /** @type {string | null} */
  let typed = null; // all of the field, until Python has read it
  let place = 0;

  const input = () => document.querySelector(`.st-key-${read?.field} input`);
  const named = (/** @type {string} */ text) => splitNames(text)[place] ?? "";

  on(document, "input", ({ target }) => {
    if (!read || target !== input()) return;
    typed = named(target.value) === read.name ? null : target.value;
    changed();
  }, true);

  return {
    /** @param {Typed} data @param {number} [at] which of the names that are typed there, from 0 on */
    update(data, at = 0) {
      [read, place] = [data, at];
      if (typed !== null && named(typed) === data.name) typed = null;
    },
    name() {
      const field = /** @type {HTMLInputElement | null} */ (input());
      return typed !== null && field?.value === typed ? named(typed) : read?.name ?? "";
    },
  };
}
