// @ts-check
// The estimate of how long training takes: of layers that were just built, before Python has heard of them.
import { clock } from "../durations.js";

/**
 * @typedef {object} Estimate
 * @property {string} words "About {each} an epoch here, {in_all} in all"; none where it cannot be trained
 * @property {[number, number, number, number, number, number] | null} seconds of an epoch, its tests among them:
 *   whatever the layers, and for each unit of work of `ofLayer`; null where nothing has been measured
 * @property {number} epochs
 * @property {boolean} moves whether other layers may be trained elsewhere, which Python alone knows
 */

/**
 * Convolutions, numbers written of an image, multiply-adds of convolutions and of dense layers, weights: as
 * `of_layer` of `core/digits/step_cost.py` counts them.
 * @param {import("./shapes.js").Layer} layer
 */
function ofLayer({ type, arguments: given, shape, parameters, multiply_adds }) {
  const written = shape.reduce((a, b) => a * b);
  if (type !== "Conv2d") return [0, written, 0, multiply_adds, parameters];
  return [1, written, convolved(given[0], given[1], given[2], shape[1]), 0, parameters];
}

/**
 * Multiply-adds of a convolution there and back, as they are computed: channels by fours, places by threes.
 * @param {number} inputs @param {number} outputs @param {number} size of a window @param {number} side
 */
function convolved(inputs, outputs, size, side) {
  const whole = (/** @type {number} */ number, /** @type {number} */ of) => Math.ceil(number / of) * of;
  const back = inputs > 1 ? whole(inputs, 4) * outputs : 0;
  const places = side * (side + Math.floor(size / 2));
  return whole(size * size, 3) * places * (2 * whole(outputs, 4) * inputs + back);
}

/** @param {import("./shapes.js").Layer[]} layers @param {Estimate} estimate */
export function estimateOf(layers, { words, seconds, epochs }) {
  if (!seconds) return words;
  const [fixed, ...ofUnit] = seconds;
  const each = layers.reduce((sum, layer) =>
    ofLayer(layer).reduce((more, units, k) => more + ofUnit[k] * units, sum), fixed);
  return words.replace("{each}", each < 1 ? `${each.toFixed(1)} s` : clock(each)).replace("{in_all}", clock(each * epochs));
}

/** Whether that holds of whatever is built. @param {Estimate} estimate */
export const isSure = ({ words, moves }) => Boolean(words) && !moves;
