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
function ofLayer({ type, shape, parameters, multiply_adds }) {
  const convolves = Number(type === "Conv2d");
  const written = shape.reduce((a, b) => a * b);
  return [convolves, written, multiply_adds * convolves, multiply_adds * (1 - convolves), parameters];
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
