// @ts-check
// What is on the drawing pad, as other elements of the page learn of it at every movement of the pen.

/**
 * @typedef {object} Drawing
 * @property {number} revision greater after every change
 * @property {import("./strokes.js").Stroke[]} strokes
 * @property {string | null} preview of a picture that stands on the pad in the place of strokes
 * @property {boolean} drawing whether the pen is down
 */

const CHANGED = "netsketch:drawing", WANTED = "netsketch:drawing-wanted";

/** To be called by the pad after every change. @param {Drawing} drawing */
export function tell(drawing) {
  document.dispatchEvent(new CustomEvent(CHANGED, { detail: drawing }));
}

/**
 * The pad answers who comes later than the drawing.
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {() => void} again
 */
export const tellWhenWanted = (on, again) => on(document, WANTED, again);

/**
 * Calls back at every change, and at once where there is a pad.
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {(drawing: Drawing) => void} changed
 */
export function watch(on, changed) {
  on(document, CHANGED, (/** @type {CustomEvent<Drawing>} */ event) => changed(event.detail));
  document.dispatchEvent(new CustomEvent(WANTED));
}
