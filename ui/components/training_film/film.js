// @ts-check
// A training's snapshots in numbers: where each stands on the axis of steps, and which classes were likely.
import { bytes } from "../shared.js";

/**
 * @typedef {object} Data
 * @property {string} drawing
 * @property {number} layer
 * @property {string[]} labels of the classes
 * @property {string} noun what a class is: "digit"
 * @property {string} nouns
 * @property {number[]} steps of the snapshots, rising
 * @property {(number | null)[]} tested accuracy then, 0 to 1
 * @property {number[][]} probabilities of the classes then
 * @property {number} channels
 * @property {number} inputs
 * @property {number} k the kernels' side
 * @property {number} side of the maps
 * @property {string} kernels (snapshots, channels, inputs, k, k) as signed bytes in base64
 * @property {string} maps (snapshots, channels, side, side) likewise
 *
 * @typedef {Omit<Data, "kernels" | "maps"> & { kernels: Int8Array[], maps: Int8Array[] }} Film
 *   kernels and maps of each snapshot
 */

const LIKELY = 0.2; // a class that never came so far stays grey

/**
 * @param {Data} data
 * @returns {Film}
 */
export function unpack(data) {
  const split = (/** @type {string} */ text, /** @type {number} */ length) => {
    const all = new Int8Array(bytes(text).buffer);
    return data.steps.map((_, i) => all.subarray(i * length, (i + 1) * length));
  };
  return {
    ...data,
    kernels: split(data.kernels, data.channels * data.inputs * data.k ** 2),
    maps: split(data.maps, data.channels * data.side ** 2),
  };
}

/**
 * The share of the axis at which a step stands: logarithmic, and 0 for step 0.
 * @param {number} step
 * @param {number} last
 */
export const shareOf = (step, last) => Math.log1p(step) / (Math.log1p(last) || 1);

/** The steps that the axis names: 0, 1, 10, 100 ... @param {number} last */
export function decades(last) {
  const found = [];
  for (let step = 0; step <= last; step = step ? step * 10 : 1) found.push(step);
  return found;
}

/**
 * The snapshot that is nearest to a share of the axis.
 * @param {number[]} steps
 * @param {number} share
 */
export function nearest(steps, share) {
  const distance = (/** @type {number} */ i) => Math.abs(shareOf(steps[i], steps[steps.length - 1]) - share);
  return [...steps.keys()].reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

/**
 * The classes, the likeliest at the end first; their best moments; and at most `most` that once were likely.
 * @param {number[][]} probabilities
 * @param {number} most
 */
export function ranking(probabilities, most) {
  const peaks = probabilities[0].map((_, label) => Math.max(...probabilities.map((p) => p[label])));
  const end = probabilities[probabilities.length - 1];
  const order = [...peaks.keys()].sort((a, b) => end[b] - end[a] || peaks[b] - peaks[a]);
  return { order, peaks, end, likely: order.filter((label) => peaks[label] >= LIKELY).slice(0, most) };
}
