// @ts-check
// Preprocessing of a drawing: strokes -> the 28 x 28 picture that MNIST would have held.
//
// It is what core/digits/drawing.py does to strokes, function by function under the same names; why it is
// done so stands there. The tests hold the two against each other, pixel by pixel.

import { BOX, normalise, THICKEST, THINNEST } from "./normalise.js";

/** @typedef {import("../drawing_pad/strokes.js").Stroke} Stroke */
/** @typedef {import("./normalise.js").Ink} Ink */

const SIZE = 280; // pixels to the pad's side
const FINE = 3; // samples to a pixel, down and across

/**
 * Strokes as the network gets them, (28, 28) from 0 to 1.
 * @param {Stroke[]} strokes at least one, with points
 * @returns {Float32Array}
 */
export const preprocess = (strokes) => normalise(rasterise(withUsualPen(withoutDots(strokes))));

/** @param {Stroke} stroke how far it goes, the larger of down and across */
const reach = ({ points }) => Math.max(...[0, 1].map((axis) => {
  const places = points.map((point) => point[axis]);
  return Math.max(...places) - Math.min(...places);
}));

/** @param {Stroke[]} strokes */
export function withoutDots(strokes) {
  const lines = strokes.filter((stroke) => reach(stroke) > stroke.width / 2);
  return lines.length ? lines : strokes;
}

/** @param {Stroke[]} strokes */
export function withUsualPen(strokes) {
  const all = reach({ points: strokes.flatMap(({ points }) => points), width: 0 });
  if (all === 0) return strokes;
  const thin = (all * THINNEST) / (BOX - THINNEST), thick = (all * THICKEST) / (BOX - THICKEST);
  return strokes.map(({ points, width }) => ({
    points,
    width: Math.min(Math.max(width, thin), thick),
  }));
}

/**
 * @param {Stroke[]} strokes
 * @returns {Ink}
 */
function rasterise(strokes) {
  let beyond = 0;
  for (const { points, width } of strokes) {
    for (const [x, y] of points) beyond = Math.max(beyond, Math.max(-x, x - 1, -y, y - 1) + width / 2);
  }
  const margin = Math.ceil(beyond * SIZE);
  const side = SIZE + 2 * margin;
  const samples = new Uint8Array((side * FINE) ** 2);
  const drawn = { top: side, bottom: 0 }; // rows of pixels that may hold ink
  const scaled = (/** @type {number} */ v) => (v * SIZE + margin) * FINE;
  for (const { points, width } of strokes) {
    const radius = Math.max((width * SIZE * FINE) / 2, 1);
    for (let i = 0; i < Math.max(points.length - 1, 1); i++) {
      const [from, to] = [points[i], points[i + 1] ?? points[i]].map((point) => point.map(scaled));
      fillSegment(samples, side * FINE, from, to, radius);
      drawn.top = Math.min(drawn.top, Math.floor((Math.min(from[1], to[1]) - radius) / FINE) - 1);
      drawn.bottom = Math.max(drawn.bottom, Math.ceil((Math.max(from[1], to[1]) + radius) / FINE) + 1);
    }
  }
  const values = new Float32Array(side * side);
  const n = side * FINE;
  for (let row = Math.max(drawn.top, 0); row < Math.min(drawn.bottom, side); row++) {
    for (let column = 0; column < side; column++) {
      const at = row * FINE * n + column * FINE;
      const count = samples[at] + samples[at + 1] + samples[at + 2] +
        samples[at + n] + samples[at + n + 1] + samples[at + n + 2] +
        samples[at + 2 * n] + samples[at + 2 * n + 1] + samples[at + 2 * n + 2];
      values[row * side + column] = count / 9;
    }
  }
  return { values, height: side, width: side };
}

/**
 * Marks the samples (n, n) whose middle is at most `radius` from a line, row by row.
 * @param {Uint8Array} samples
 * @param {number} n
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} radius
 */
function fillSegment(samples, n, [x0, y0], [x1, y1], radius) {
  const dx = x1 - x0, dy = y1 - y0, length = Math.sqrt(dx * dx + dy * dy);
  const first = Math.max(Math.ceil(Math.min(y0, y1) - radius - 0.5), 0);
  const last = Math.min(Math.floor(Math.max(y0, y1) + radius - 0.5), n - 1);
  for (let row = first; row <= last; row++) {
    const y = row + 0.5;
    let left = Infinity, right = -Infinity;
    // The two round caps ...
    for (let k = 0; k < 2; k++) {
      const off = y - (k ? y1 : y0), within = radius * radius - off * off;
      if (within < 0) continue;
      const x = k ? x1 : x0, half = Math.sqrt(within);
      left = Math.min(left, x - half);
      right = Math.max(right, x + half);
    }
    // ... and the two straight sides between them.
    for (let side = -1; dy !== 0 && side <= 1; side += 2) {
      const t = (y - y0 - (side * radius * dx) / length) / dy;
      if (t < 0 || t > 1) continue;
      const x = x0 - (side * radius * dy) / length + t * dx;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const begin = Math.max(Math.ceil(left - 0.5), 0), end = Math.min(Math.floor(right - 0.5) + 1, n);
    if (end > begin) samples.fill(1, row * n + begin, row * n + end);
  }
}
