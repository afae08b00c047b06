// @ts-check
// A small picture of a network's layers to scale: each value is a square pixel, maps lie in a stack.

/**
 * @typedef {object} Network
 * @property {number[][]} shapes what leaves each layer: maps (channels, height, width) or units (features)
 * @property {boolean[]} loops whether the layer hands its state to itself
 *
 * @typedef {object} Mark
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} sheets maps that lie behind each other
 * @property {boolean} loop
 * @property {string} text
 */

const HIGH = 28, SHEETS = 6, OFFSET = 2, APART = 6, THIN = 4;

/**
 * @param {Network} network
 * @returns {{ width: number, height: number, marks: Mark[] }}
 */
export function sketch({ shapes, loops }) {
  const full = HIGH + (SHEETS - 1) * OFFSET;
  /** @type {Mark[]} */
  const marks = [];
  let x = 1;
  shapes.forEach((shape, i) => {
    const maps = shape.length === 3;
    const sheets = maps ? Math.min(SHEETS, shape[0]) : 1;
    const height = maps ? shape[1] : Math.min(HIGH, shape[0]);
    const width = maps ? shape[2] : Math.max(THIN, Math.ceil(shape[0] / HIGH));
    const behind = (sheets - 1) * OFFSET;
    const text = maps ? `${shape[0]} maps of ${shape[1]} × ${shape[2]}` : `${shape[0]} units`;
    marks.push({ x, y: (full + behind - height) / 2, width, height, sheets, loop: loops[i], text });
    x += width + behind + APART;
  });
  return { width: Math.max(1, x - APART + 1), height: full + 2, marks };
}

/** @param {Network} network */
export const inWords = (network) => sketch(network).marks.map(({ text }) => text).join(", ");
