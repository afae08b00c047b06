// @ts-check
// Links from map to map in the network's picture: all of them, faint, while it is built; of a network with
// weights those that carry most.

import { linksTo, strongest } from "../network/links.js";
import { cornerOf } from "../network/maps.js";

/**
 * @typedef {import("../network/links.js").Shown} Shown
 * @typedef {import("./scale.js").Spread} Spread
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

/**
 * @param {HTMLCanvasElement} canvas over the whole sheet
 * @param {Spread} spread
 * @param {Shown | null} network what it made of a picture, the answer's stage with the others
 * @param {Room} room
 * @param {number[]} answers from the top, of each bar
 */
export function drawLinks(canvas, spread, network, room, answers) {
  const { stages, places } = spread, scale = globalThis.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(scale, scale);
  for (let i = 1; i <= stages.length; i++) {
    const counts = [places[i - 1].count, i < stages.length ? places[i].count : answers.length];
    const handed = stages[i]?.kind === "handed on";
    const shown = network ? strongest(linksTo(network, i), STRONGEST) : [];
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
