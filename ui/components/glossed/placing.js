// @ts-check
// Where an explanation stands: below its term, and never out of the text at its right.

/** @typedef {{ left: number, top: number, bottom: number, width: number }} Box */

const GAP = 6; // pixels

/**
 * In pixels from the text's upper left corner.
 * @param {Pick<Box, "left" | "bottom">} term
 * @param {Pick<Box, "left" | "top" | "width">} text
 * @param {number} width of the explanation
 */
export function beside(term, text, width) {
  const left = Math.max(0, Math.min(term.left - text.left, text.width - width));
  return { left, top: term.bottom - text.top + GAP };
}
