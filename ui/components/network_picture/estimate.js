// @ts-check
// The estimate of how long training takes: of layers that were just built, before Python has heard of them.
import { clock } from "../durations.js";

/**
 * @typedef {object} Estimate
 * @property {string} words "About {each} an epoch here, {in_all} in all"; none where it cannot be trained
 * @property {[number, number, number] | null} seconds of an epoch: whatever the layers, for each number that they
 *   write of an image, and for each multiply-add of one; null where nothing has been measured
 * @property {number} epochs
 * @property {boolean} moves whether other layers may be trained elsewhere, which Python alone knows
 */

/** @param {import("./shapes.js").Layer[]} layers @param {Estimate} estimate */
export function estimateOf(layers, { words, seconds, epochs }) {
  if (!seconds) return words;
  const [fixed, written, multiplyAdds] = seconds;
  const each = layers.reduce((sum, { shape, multiply_adds }) =>
    sum + written * shape.reduce((a, b) => a * b) + multiplyAdds * multiply_adds, fixed);
  return words.replace("{each}", each < 1 ? `${each.toFixed(1)} s` : clock(each)).replace("{in_all}", clock(each * epochs));
}

/** Whether that holds of whatever is built. @param {Estimate} estimate */
export const isSure = ({ words, moves }) => Boolean(words) && !moves;
