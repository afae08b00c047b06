// @ts-check
// What a network says of the name that is typed, as other elements of the page learn of it at every letter.

/** @typedef {{ letters: string, label: string, share: number }} Said the likeliest label, with its probability */

const SAID = "netsketch:typed";

/** @param {Said | null} said null where there is no name that can be read */
export const tellTyped = (said) => document.dispatchEvent(new CustomEvent(SAID, { detail: said }));

/**
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {(said: Said | null) => void} changed
 */
export const watchTyped = (on, changed) =>
  on(document, SAID, (/** @type {CustomEvent<Said | null>} */ event) => changed(event.detail));
