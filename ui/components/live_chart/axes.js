// @ts-check
// Axes of the live chart: categories, numbers or powers of ten -> places in pixels, and the ticks on them.
import { scaleOf, stepOf, ticks } from "../scales.js";

/**
 * @typedef {object} AxisData
 * @property {string} title
 * @property {string[]} [labels] of categories, each as wide as the others
 * @property {number} [low] of numbers; with neither end, what holds all values
 * @property {number} [high]
 * @property {boolean} [log] powers of ten
 *
 * @typedef {object} Axis
 * @property {(value: number) => number} at the place of a value, of a category by its number
 * @property {[number, string][]} ticks
 * @property {number} band the width of a category, 0 of numbers
 * @property {(place: number) => number} category the one at a place
 */

/** A power of ten as a label. @param {number} exponent */
export const power = (exponent) =>
  Math.abs(exponent) <= 3 ? String(Number((10 ** exponent).toFixed(3))) : `1e${exponent}`.replace("-", "−");

/**
 * How many labels there is room for: each so many-th.
 * @param {number} band pixels of one
 * @param {number} needed pixels of the widest label
 */
export const every = (band, needed) => Math.max(1, Math.ceil(needed / Math.max(band, 0.1)));

/**
 * @param {AxisData} data
 * @param {number[]} values that are drawn along it
 * @param {number} from pixels, of the lowest value or the first category
 * @param {number} to pixels
 * @param {number} needed pixels that a label takes
 * @returns {Axis}
 */
export function axisOf(data, values, from, to, needed) {
  const length = to - from;
  if (data.labels) {
    const n = data.labels.length || 1, band = length / n;
    const step = every(Math.abs(band), needed);
    return {
      at: (value) => from + (value + 0.5) * band,
      ticks: data.labels.map((label, i) => /** @type {[number, string]} */ ([i, label]))
        .filter(([i]) => i % step === 0),
      band: Math.abs(band),
      category: (place) => Math.min(n - 1, Math.max(0, Math.floor((place - from) / band))),
    };
  }
  if (data.log) {
    const exponents = values.filter((v) => v > 0).map((v) => Math.log10(v));
    const low = Math.floor(Math.min(...exponents, 0)), high = Math.max(low + 1, Math.ceil(Math.max(...exponents, low)));
    const step = every(Math.abs(length) / (high - low), needed);
    const at = (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * length;
    return {
      at,
      ticks: Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((k) => (k - low) % step === 0)
        .map((k) => [10 ** k, power(k)]),
      band: 0,
      category: () => 0,
    };
  }
  const fitted = scaleOf(values), low = data.low ?? fitted.low, high = data.high ?? fitted.high;
  const room = Math.max(1, Math.abs(length) / needed); // labels
  const fits = data.low === undefined && (high - low) / fitted.step <= room;
  const step = fits ? fitted.step : stepOf(high - low, Math.min(5, room));
  return {
    at: (value) => from + ((value - low) / (high - low)) * length,
    ticks: ticks(low, high, step),
    band: 0,
    category: () => 0,
  };
}
