// @ts-check
// A run's network as it learns: each of its snapshots in turn, as the run monitor sees that they are kept.

import { fetched } from "./loading.js";
import { Misfit, weightsOf } from "./weights.js";

/**
 * @typedef {import("../run_monitor/looks.js").Seen} Seen
 *
 * @typedef {object} Described as the server describes a run's network
 * @property {string} [refusal] in a sentence, where the browser cannot compute it
 * @property {string[]} labels
 * @property {string} weights where they are to be had
 * @property {string} misfit what to say where they do not fit
 * @property {import("./layers.js").Layer[]} [layers] of a convolutional one
 * @property {import("./cells.js").Steps} [steps] of a recurrent one
 */

const LEAST_MS = 60; // from snapshot to snapshot
const RARE_SECONDS = 1, MOST = 4; // from look to look, and of those that came with one
const SHARE = 0.15; // of the time from look to look, which is longer where there are few cores

/**
 * Milliseconds to wait after a snapshot was shown: those that came with one look are spread until the next.
 * @param {number} waiting how many more there are
 * @param {Pick<Seen, "seconds"> & { look: { ended: boolean } }} seen
 */
export function pause(waiting, { seconds, look }) {
  const least = Math.max(LEAST_MS, 1000 * SHARE * seconds);
  return look.ended ? least / 2 : Math.max(least, (900 * seconds) / (waiting + 1));
}

/**
 * The steps that are yet to be shown. Of a run that had ended before it was first looked at only the last.
 * @param {number[]} snapshots
 * @param {number} shown the last step that was, or will be; -1 before the first
 * @param {boolean} ended
 */
export const due = (snapshots, shown, ended) =>
  shown < 0 && ended ? snapshots.slice(-1) : snapshots.filter((step) => step > shown);

/**
 * Of the steps that came with one look all, but for where looks are rare: a machine with few cores trains the
 * slower the more is drawn, and there some are shown, the last among them.
 * @param {number[]} steps
 * @param {Pick<Seen, "seconds">} seen
 */
export function shown(steps, { seconds }) {
  const every = seconds < RARE_SECONDS ? 1 : Math.ceil(steps.length / MOST);
  return steps.filter((_, k) => (steps.length - 1 - k) % every === 0);
}

/**
 * @template Network
 * @param {(described: Described, weights: import("./weights.js").Weights) => Network} build
 * @param {(network: Network, described: Described, step: number) => void} show
 * @param {(sentence: string) => void} complain
 * @param {{ get: typeof fetched, wait: (ms: number) => Promise<void> }} [world]
 * @returns {(seen: Seen | null) => void} to be called at every look
 */
export function playing(build, show, complain, world = { get: fetched, wait: rest }) {
  /** @type {Seen | null} */
  let seen = null;
  /** @type {Described | null} */
  let described = null;
  /** @type {number[]} */
  let queue = [];
  let last = -1, busy = false;

  /** @param {Seen} run @param {number} step */
  async function one(run, step) {
    const current = () => run.id === seen?.id;
    try {
      const said = described ?? await (await world.get(run.network)).json();
      if (!current()) return;
      described = said;
      if (said.refusal) throw new Error(said.refusal);
      const file = await (await world.get(`${said.weights}?step=${step}`)).arrayBuffer();
      if (current()) show(build(said, weightsOf(file)), said, step);
    } catch (error) {
      if (!current() || seen?.gone) return;
      if (error instanceof Misfit && described) complain(described.misfit);
      else complain(error instanceof Error ? error.message : String(error));
    }
  }

  async function play() {
    if (busy) return;
    busy = true;
    for (let step = queue.shift(); step !== undefined && seen; step = queue.shift()) {
      await one(seen, step);
      if (described?.refusal) queue = [];
      if (queue.length && seen) await world.wait(pause(queue.length, seen));
    }
    busy = false;
  }

  return (now) => {
    if (now?.id !== seen?.id) [described, queue, last] = [null, [], -1];
    seen = now;
    if (!seen || seen.gone || described?.refusal) return;
    const news = due(seen.look.snapshots, last, seen.look.ended);
    if (!news.length) return;
    last = news[news.length - 1];
    queue.push(...shown(news, seen));
    play();
  };
}

/** @param {number} ms @returns {Promise<void>} */
function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
