// @ts-check
// Loading of a network's weights from the server, and the sentence where they cannot be had.

import { Misfit, weightsOf } from "./weights.js";

/**
 * @typedef {object} Source where a network's weights are
 * @property {string} url
 * @property {string} version another one for other weights
 * @property {string} misfit what to say where the weights do not fit the network
 */

/**
 * Keeps a network as new as what Python last said of it; meanwhile the one before goes on answering.
 * @template {Source} Given
 * @template Network
 * @param {(source: Given, weights: import("./weights.js").Weights) => Network} build
 * @param {(network: Network) => void} show
 * @param {(sentence: string) => void} complain
 * @returns {(source: Given) => Promise<void>}
 */
export function following(build, show, complain) {
  let wanted = "";
  return async (source) => {
    const key = `${source.url} ${source.version}`;
    if (key === wanted) return;
    wanted = key;
    try {
      const file = await (await fetched(source.url)).arrayBuffer();
      if (key === wanted) show(build(source, weightsOf(file)));
    } catch (error) {
      if (key !== wanted) return;
      if (!(error instanceof Misfit)) wanted = ""; // the next look tries once more
      complain(error instanceof Misfit ? source.misfit : `${error instanceof Error ? error.message : error}`);
    }
  };
}

/**
 * What the server has at an address; an error that says in a sentence why it has nothing.
 * @param {string} url
 * @returns {Promise<Response>}
 */
export async function fetched(url) {
  const answer = await fetch(url).catch(() => null);
  if (!answer) throw new Error("The server does not answer. Start it again, or reload the page.");
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => null);
  throw new Error(said?.error ?? `The server gave no weights (${answer.status}). Reload the page.`);
}
