// @ts-check
// What is said of the demo run: its heading, and whose answers count.

import { percent } from "../shared.js";

/**
 * @typedef {object} Look how the demo run stands, as the server says it
 * @property {"none" | "soon" | "training" | "waiting" | "finished"} phase
 * @property {number} next seconds to the next look
 * @property {import("../network/layers.js").Layer[] | null} layers null before there are weights
 * @property {string[]} labels
 * @property {string} version of its weights
 * @property {string} misfit what to say of weights that do not fit
 * @property {number} seen training items so far
 * @property {number} total
 * @property {number} seconds that it trained
 * @property {[number, number][]} training items seen, and the share of wrong answers while it learned
 * @property {[number, number][]} tests the same on the test set
 * @property {number | null} accuracy of the last test
 * @property {number} before of the network that was there before
 * @property {string} answering which network is the one to answer
 * @property {{ title: string, url: string } | null} kept where it is to be found, if somebody kept it
 * @property {{ pixels: string, truth: number[] } | null} samples test pictures (n, 28, 28) as bytes in base64
 */

/**
 * The heading, and a line below it.
 * @param {Look} look
 * @returns {[string, string]}
 */
export function said({ phase, accuracy, before, seconds, seen }) {
  const right = accuracy === null ? "" : `${percent(accuracy)} right`;
  const second = Math.round(seconds);
  if (phase === "training") {
    const far = `${seen.toLocaleString("en").replaceAll(",", "\u202f")} images in ${second}\u00a0s`;
    return ["A second network is learning", right ? `${far}, ${right} in its last test` : far];
  }
  if (phase === "waiting") {
    return ["A second network waits", `Somebody trains here, and it gives way${right && `. It was ${right} so far`}.`];
  }
  if (phase === "finished" && accuracy !== null) {
    return accuracy > before
      ? ["The second network answers now", `It learned for ${second}\u00a0s and is ${right}; the first one was ${percent(before)}.`]
      : ["A second network has learned", `${right}: no better than the first one, which goes on answering.`];
  }
  return ["A second network is about to learn", "It knows nothing yet."];
}
