// @ts-check
// The sum behind one value of a network's picture: a map's pixel, a dense unit, a label's score.
import { spelledOut, sumOf } from "../feature_maps/inspector.js";
import { element, number, percent } from "../shared.js";
import { valueAt, winner } from "../feature_maps/convolution.js";

/**
 * @typedef {ReturnType<typeof import("../network/picture.js").createPicture>} Picture
 * @typedef {import("../network/picture.js").Chosen} Chosen
 *
 * @typedef {object} Told
 * @property {Node[]} nodes
 * @property {string} said for screen readers
 * @property {number} result what was added up
 * @property {number} network what the network has there
 */

const MOST = 6; // parts that are told one by one

/**
 * @param {Picture} picture
 * @param {Chosen} at
 * @param {number | null} open the input channel whose window is spelled out
 * @param {{ labels: string[], noun: string, found: import("../network/layers.js").Activations }} answer
 * @returns {Told}
 */
export function told(picture, at, open, answer) {
  const stages = picture.stages(), stage = stages[at.stage], layer = picture.convolution(at.stage);
  const values = stage.kind === "answer" ? answer.found.logits : picture.valuesOf(at.stage);
  const value = values[(at.channel * stage.side + at.row) * stage.side + at.column];
  if (stage.kind === "input") return pixelOfInput(at, value);
  if (!layer) return unit(picture, at, value, answer);
  const handed = stage.kind === "handed on";
  const pixel = handed && layer.pools ? winner(layer, at) : at;
  const sum = spelledOut(layer, pixel, open, picture.colours());
  const before = handed ? stages[at.stage - 1].title : stage.title;
  const title = `${before}, ${sum.title[0].toLowerCase()}${sum.title.slice(1)}`;
  const heading = sum.nodes[0].querySelector("h3");
  if (heading) heading.textContent = title;
  const parts = `products ${number(sum.total)} plus bias ${number(sum.bias)} make ${number(sum.result)}`;
  const said = handed
    ? `${stage.title}, map ${at.channel + 1}, row ${at.row + 1}, column ${at.column + 1}: ${number(value)}. ` +
      `It came from ${title}: ${parts}`
    : `${title}: ${parts}`;
  return { nodes: sum.nodes, said, result: sum.result, network: valueAt(layer, pixel) };
}

/** @param {Chosen} at @param {number} value @returns {Told} */
function pixelOfInput({ row, column }, value) {
  const title = `Input, row ${row + 1}, column ${column + 1}`;
  const words = value
    ? `${percent(value, 0)} of full ink. The kernels of the first convolution look at it.`
    : "No ink here, so it adds nothing to any sum.";
  const nodes = [element("div", {}, element("h3", {}, title), element("p", {}, words))];
  return { nodes, said: `${title}: ${number(value, 2)}`, result: value, network: value };
}

/**
 * A dense unit, or a label's score: what each map or unit before it adds.
 * @param {Picture} picture
 * @param {Chosen} at
 * @param {number} value
 * @param {{ labels: string[], noun: string, found: import("../network/layers.js").Activations }} answer
 * @returns {Told}
 */
function unit(picture, { stage: i, channel }, value, { labels, noun, found }) {
  const stages = picture.stages(), stage = stages[i], before = stages[i - 1];
  const own = picture.parameters(i), inputs = picture.valuesOf(i - 1);
  if (!own) throw new Error(`no weights of ${stage.title}`);
  const area = inputs.length / before.channels, row = channel * inputs.length;
  const parts = Array.from({ length: before.channels }, (_, from) => {
    let sum = 0;
    for (let p = from * area; p < (from + 1) * area; p++) sum += inputs[p] * own.weight[row + p];
    return { from, sum };
  });
  const bias = own.bias[channel], result = parts.reduce((sum, part) => sum + part.sum, bias);
  const ranked = parts.sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, MOST);
  const ends = stage.kind === "answer";
  const title = ends ? `Score of ${labels[channel]}` : `${stage.title}, unit ${channel + 1}`;
  const maps = before.side > 1;
  const about = maps
    ? `Each of the ${area} pixels of ${before.channels} maps has a weight of its own here. What a map's pixels ` +
      "times their weights add up to is its part."
    : `Each of ${before.channels} units times its weight is its part.`;
  const { lines, line } = sumOf();
  for (const { from, sum } of ranked) {
    const at = maps ? `map ${from + 1} of ${before.title}` : `unit ${from + 1}: ${number(inputs[from], 2)} × ${number(own.weight[row + from], 2)}`;
    line(at, number(sum));
  }
  const others = parts.length - ranked.length;
  if (others > 0) line(`the other ${others}`, number(result - bias - ranked.reduce((n, { sum }) => n + sum, 0)));
  line("bias", number(bias));
  line("together (before rounding)", number(result), "total");
  const after = sumOf();
  if (ends) {
    after.line(`share of the ${noun} ${labels[channel]}`, percent(found.probabilities[channel], 2), "total");
  } else if (stage.rectifies) {
    after.line(result < 0 ? "ReLU: below 0, so 0" : "ReLU: not below 0, so it stays", number(Math.max(0, result)));
  }
  const then = ends ? "Softmax makes shares of 100 % of all scores: e to the power of each, over their sum." : "";
  const nodes = [
    element("div", {}, element("h3", {}, title), element("p", {}, about), ...(then ? [element("p", {}, then)] : [])),
    lines, after.lines,
  ];
  const end = ends ? `, ${percent(found.probabilities[channel])}` : "";
  // Where a ReLU made 0 of it, what was below 0 is nowhere to be seen.
  const network = stage.rectifies && result < 0 ? result + value : value;
  return { nodes, said: `${title}: ${number(result)}${end}`, result, network };
}
