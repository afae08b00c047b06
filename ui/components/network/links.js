// @ts-check
// Links between the layers of a network's picture: what each map adds to the next ones, and which links made
// a value.
import { blockOf, pooled, windowOf, winner } from "../feature_maps/convolution.js";

/**
 * @typedef {import("./maps.js").Stage} Stage
 * @typedef {import("./maps.js").Place} Place
 * @typedef {{ from: number, to: number, carries: number }} Link from a map to one of the next stage
 * @typedef {import("./maps.js").Spot & { stage: number }} Chosen a value of one of the stages
 *
 * @typedef {Chosen & { size: number, width: number }} Mark a frame round so many values a side, and how thick
 *
 * @typedef {object} Shown a network and what it made of a picture
 * @property {Stage[]} stages
 * @property {Place[]} places one for each stage
 * @property {Float32Array[]} sums of each convolution's kernels, by its stage
 * @property {(stage: number) => Float32Array} values
 * @property {(stage: number) => import("./layers.js").Parameters | null} parameters of the layer that made it
 */

const MOST_PRODUCTS = 1_500_000; // weights of a dense layer whose links are looked for at every movement

/**
 * What each map adds to each of the next convolution's, as a mean over their pixels: the map's mean times
 * the sum of the kernel that looks at it (but for the edges, where kernels see zeros).
 * @param {Float32Array} values (inputs, side, side)
 * @param {number} inputs
 * @param {Float32Array} sums of the kernels, (outputs, inputs)
 * @param {number} shown maps of the input, at most
 * @param {number} outputs that are shown
 * @returns {Link[]}
 */
export function carriedByKernels(values, inputs, sums, shown, outputs) {
  const area = values.length / inputs;
  /** @type {Link[]} */
  const links = [];
  for (let from = 0; from < shown; from++) {
    let mean = 0;
    for (let p = from * area; p < (from + 1) * area; p++) mean += values[p];
    mean /= area;
    for (let to = 0; to < outputs; to++) links.push({ from, to, carries: mean * sums[to * inputs + from] });
  }
  return links;
}

/** The sum of each kernel. @param {Float32Array} weight (outputs, inputs, k, k) @param {number} k */
export function kernelSums(weight, k) {
  const sums = new Float32Array(weight.length / (k * k));
  for (let i = 0; i < weight.length; i++) sums[Math.floor(i / (k * k))] += weight[i];
  return sums;
}

/**
 * What each map, or unit, adds to each of the next dense units: its values times their weights.
 * @param {Float32Array} values (inputs, area)
 * @param {number} inputs
 * @param {Float32Array} weight (outputs, inputs * area)
 * @param {number} shown
 * @param {Iterable<number>} outputs
 * @returns {Link[]}
 */
export function carriedByWeights(values, inputs, weight, shown, outputs) {
  const area = values.length / inputs;
  /** @type {Link[]} */
  const links = [];
  for (const to of outputs) {
    const row = to * values.length;
    for (let from = 0; from < shown; from++) {
      let carries = 0;
      for (let p = from * area; p < (from + 1) * area; p++) carries += values[p] * weight[row + p];
      links.push({ from, to, carries });
    }
  }
  return links;
}

/**
 * Those that carry most, the weakest first, so that the strongest are drawn on top.
 * @param {Link[]} links
 * @param {number} count
 */
export const strongest = (links, count) =>
  [...links].sort((a, b) => Math.abs(b.carries) - Math.abs(a.carries)).slice(0, count).reverse();

/**
 * What the links to a stage carry, of the maps that are shown.
 * @param {Shown} shown
 * @param {number} i
 * @returns {Link[]}
 */
export function linksTo({ stages, places, sums, values, parameters }, i) {
  const { kind, channels } = stages[i], before = values(i - 1), { count } = places[i - 1];
  if (kind === "handed on") {
    const after = values(i), area = after.length / channels;
    return Array.from({ length: count }, (_, c) =>
      ({ from: c, to: c, carries: after.subarray(c * area, (c + 1) * area).reduce((a, b) => a + b, 0) / area }));
  }
  const inputs = stages[i - 1].channels, own = parameters(i);
  if (!own) return [];
  if (kind === "convolution") return carriedByKernels(before, inputs, sums[i], count, places[i].count);
  if (own.weight.length > MOST_PRODUCTS) return [];
  const outputs = kind === "answer" ? channels : places[i].count;
  return carriedByWeights(before, inputs, own.weight, count, Array(outputs).keys());
}

/**
 * The links that made one value, by the stage that they lead to.
 * @param {Shown} shown
 * @param {Chosen} at
 */
export function linksOf(shown, at) {
  /** @type {Map<number, Link[]>} */
  const found = new Map();
  const { stages, places, values, parameters } = shown, { stage, channel } = at, { kind, side } = stages[stage];
  const layer = convolutionOf(shown, stage), own = parameters(stage);
  if (layer) {
    /** @type {import("../feature_maps/convolution.js").Pixel} */
    let pixel = at;
    let made = stage;
    if (kind === "handed on") {
      const carries = values(stage)[(channel * side + at.row) * side + at.column];
      found.set(made--, [{ from: channel, to: channel, carries }]);
      if (layer.pools) pixel = winner(layer, at);
    }
    found.set(made, windowOf(layer, pixel).channels.map(({ i, sum }) => ({ from: i, to: channel, carries: sum })));
  } else if (own && stage) {
    const { channels } = stages[stage - 1], { count } = places[stage - 1];
    found.set(stage, carriedByWeights(values(stage - 1), channels, own.weight, count, [channel]));
  }
  return found;
}

/**
 * Frames round a value that is chosen, what it was made of, and what was made of it.
 * @param {Shown} shown
 * @param {Chosen} at
 * @returns {Mark[]}
 */
export function marksOf(shown, at) {
  const { stages, places } = shown, { stage } = at, handed = stages[stage].kind === "handed on";
  if (stages[stage].kind === "answer") return [];
  const marks = [{ ...at, size: 1, width: 2.5 }], layer = convolutionOf(shown, stage);
  if (!layer) return marks;
  const made = handed ? stage - 1 : stage, pixel = handed && layer.pools ? winner(layer, at) : at;
  if (handed && layer.pools) marks.push({ ...at, ...blockOf(at)[0], stage: made, size: 2, width: 1 });
  if (handed) marks.push({ ...at, ...pixel, stage: made, size: 1, width: 2 });
  const after = !handed && stages[stage + 1].kind === "handed on" && pooled(layer, at);
  if (after) marks.push({ ...at, ...after, stage: stage + 1, size: 1, width: 1.5 });
  const reach = (layer.k - 1) / 2, [row, column] = [pixel.row - reach, pixel.column - reach];
  for (let i = 0; i < places[made - 1].count; i++) {
    marks.push({ stage: made - 1, channel: i, row, column, size: layer.k, width: 1.25 });
  }
  return marks;
}

/**
 * The convolution that made a stage's maps, in numbers; null of a stage without one.
 * @param {Shown} shown
 * @param {number} i
 * @returns {import("../feature_maps/convolution.js").Layer | null}
 */
export function convolutionOf({ stages, values, parameters }, i) {
  const at = stages[i].kind === "handed on" ? i - 1 : i, stage = stages[at], after = stages[at + 1];
  const own = parameters(at);
  if (stage.kind !== "convolution" || !own) return null;
  const handed = after.kind === "handed on";
  return {
    layer: stage.made, first: at === 1, outputs: stage.channels, inputs: stages[at - 1].channels, k: stage.k,
    side: stage.side, small: handed ? after.side : stage.side, pools: handed && after.pools,
    rectifies: handed && after.rectifies, weight: own.weight, bias: own.bias, input: values(at - 1),
    before: values(at), after: values(handed ? at + 1 : at),
  };
}
