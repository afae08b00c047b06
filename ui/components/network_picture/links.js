// @ts-check
// Links from map to map in the network's picture: all of them, faint, while it is built; of a network with
// weights those that carry most.

import { carriedByKernels, carriedByWeights, kernelSums, strongest } from "../network/links.js";
import { cornerOf } from "../network/maps.js";

/**
 * @typedef {import("../network/links.js").Link} Link
 * @typedef {import("./scale.js").Spread} Spread
 * @typedef {import("../network/layers.js").Network} Network
 * @typedef {{ found: import("../network/layers.js").Activations, input: Float32Array }} Read
 *
 * @typedef {object} Room
 * @property {number} top of the maps, in screen pixels
 * @property {number} height
 * @property {number} end where the answer begins
 * @property {import("../shared.js").Signs} signs
 * @property {string} ink
 */

const MOST = 420; // faint links between two layers; of more, evenly chosen ones
const STRONGEST = 48;
const MOST_PRODUCTS = 1_500_000; // weights of a dense layer whose links are looked for

/**
 * @param {HTMLCanvasElement} canvas over the whole sheet
 * @param {Spread} spread
 * @param {Network | null} network
 * @param {Read | null} read
 * @param {Room} room
 * @param {number[]} answers from the top, of each bar
 */
export function drawLinks(canvas, spread, network, read, room, answers) {
  const { stages } = spread, scale = globalThis.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(scale, scale);
  for (let i = 1; i <= stages.length; i++) {
    const counts = [stages[i - 1].channels, i < stages.length ? stages[i].channels : answers.length];
    const handed = stages[i]?.kind === "handed on";
    const carried = network && read ? carriedTo(spread, i, network, read) : [];
    const shown = carried.length ? strongest(carried, STRONGEST) : [];
    const from = (/** @type {number} */ c) => side(spread, i - 1, c, 1, room);
    const to = (/** @type {number} */ c) =>
      i < stages.length ? side(spread, i, c, 0, room) : { x: room.end, y: answers[c] };
    context.strokeStyle = room.ink;
    context.lineWidth = 0.7;
    context.globalAlpha = faint(handed ? counts[0] : counts[0] * counts[1]) * (shown.length ? 0.4 : 1);
    context.beginPath();
    for (const [a, b] of pairs(counts[0], counts[1], handed)) curve(context, from(a), to(b));
    context.stroke();
    const most = Math.max(...shown.map(({ carries }) => Math.abs(carries)), 1e-12);
    for (const link of shown) {
      const share = Math.abs(link.carries) / most;
      if (share < 0.02) continue;
      context.beginPath();
      curve(context, from(link.from), to(link.to));
      context.strokeStyle = `rgb(${(link.carries < 0 ? room.signs.below : room.signs.above).join(" ")})`;
      context.globalAlpha = 0.12 + 0.7 * share;
      context.lineWidth = 0.6 + 1.6 * share;
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** How strong each of so many lines is, for all together to be seen and not more. @param {number} lines */
const faint = (lines) => Math.max(0.03, Math.min(0.22, 1 / Math.sqrt(lines)));

/**
 * Which maps are linked: each with each, at most some hundred of them, or one with one.
 * @param {number} from
 * @param {number} to
 * @param {boolean} handed
 * @returns {[number, number][]}
 */
export function pairs(from, to, handed) {
  if (handed) return Array.from({ length: from }, (_, c) => [c, c]);
  const all = from * to, count = Math.min(all, MOST), stride = all / count;
  return Array.from({ length: count }, (_, n) => {
    const at = Math.floor(n * stride);
    return [at % from, Math.floor(at / from)];
  });
}

/**
 * @param {Spread} spread
 * @param {number} i which stage they lead to, the answer behind the last
 * @param {Network} network
 * @param {Read} read
 * @returns {Link[]}
 */
function carriedTo({ stages }, i, network, { found, input }) {
  const before = stages[i - 1], values = i === 1 ? input : found.outputs[before.shown], after = stages[i];
  if (after?.kind === "handed on") return [];
  const own = after ? network.parameters[after.made] : network.parameters.findLast(Boolean);
  if (!own) return [];
  if (after?.kind === "convolution") {
    return carriedByKernels(values, before.channels, kernelSums(own.weight, after.k), before.channels, after.channels);
  }
  if (own.weight.length > MOST_PRODUCTS) return [];
  return carriedByWeights(values, before.channels, own.weight, before.channels, Array(own.bias.length).keys());
}

/**
 * The middle of a map's left (0) or right (1) side.
 * @param {Spread} spread
 * @param {number} i
 * @param {number} channel
 * @param {0 | 1} right
 * @param {Room} room
 */
function side({ stages, places, lefts }, i, channel, right, { top, height }) {
  const place = places[i], own = stages[i].side, { x, y } = cornerOf(place, channel);
  return {
    x: lefts[i] + (x + right * own) * place.zoom,
    y: top + (height - place.height) / 2 + (y + own / 2) * place.zoom,
  };
}

/** @param {CanvasRenderingContext2D} context @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to */
function curve(context, from, to) {
  const bend = Math.max(6, (to.x - from.x) / 2);
  context.moveTo(from.x, from.y);
  context.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
}
