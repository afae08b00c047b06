// @ts-check
// The sheet of the network's picture: its layers' maps in their places, what links them, and weights below them.

import { cornerOf, greyShades, paintMaps, signedShades } from "../network/maps.js";
import { each, element, find, largest, setAttribute, setText, signs } from "../shared.js";
import { drawLinks } from "./links.js";
import { spread, stagesToScale } from "./scale.js";
import { drawWeights } from "./weights.js";

/**
 * @typedef {import("../network/layers.js").Layer} Layer
 *
 * @typedef {object} Alive a network with weights
 * @property {import("../network/layers.js").Network} network
 * @property {Layer[]} layers
 * @property {Float32Array[]} sums of the kernels of each of its layers
 */

// Screen pixels of the sheet, from top to bottom: controls or an answer in words, maps, their sizes, weights or tests.
const BUILT = { head: 66, maps: 156 }, WATCHED = { head: 34, maps: 188 }, UNDER = 30, FOOT = 78;
const ANSWER = { share: 0.24, least: 132, most: 184 }; // its width
const BETWEEN = { built: 14, watched: 36 }, LEAST = 82; // slots; where they need more room, the sheet scrolls

/**
 * Draws the maps of a network without weights, a pixel for each value.
 * @param {HTMLCanvasElement} canvas
 * @param {number} side of a map
 * @param {import("../network/maps.js").Place} place
 * @param {string} ink
 */
function paintBlank(canvas, side, place, ink) {
  const { columns, rows, pitch, count } = place, gap = pitch - side;
  [canvas.width, canvas.height] = [columns * pitch - gap, rows * pitch - gap]; // which wipes it
  const context = canvas.getContext("2d");
  if (!context) return;
  [context.fillStyle, context.globalAlpha] = [ink, 0.09];
  if (side === 1) return context.fillRect(0, 0, canvas.width, canvas.height);
  for (let channel = 0; channel < count; channel++) {
    const { x, y } = cornerOf(place, channel);
    context.fillRect(x, y, side, side);
  }
}

/** @param {HTMLElement} picture */
export function createSheet(picture) {
  const sheet = find(picture, ".sheet"), stages = find(picture, ".stages"), answer = find(picture, ".answer");
  const links = find(picture, ".links", HTMLCanvasElement), weights = find(picture, ".weights", SVGSVGElement);
  const grey = greyShades();
  let shades = signedShades({ above: [0, 0, 0], below: [0, 0, 0] }, [0, 0, 0]);
  /** @type {import("./scale.js").Spread} */
  let now;
  let { head, maps } = BUILT, end = 0, laid = ""; // where the answer begins; for what all has its place

  /** @param {import("./scale.js").Stage} stage @param {number} i @param {boolean} building */
  function place({ title, channels, side, kind }, i, building) {
    const { width, height } = now.places[i], left = now.lefts[i], top = head + (maps - height) / 2;
    const [canvas, caption] = /** @type {HTMLElement[]} */ ([...stages.children[i].children]);
    canvas.style.cssText = `left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
    caption.style.cssText = `left: ${kind === "input" ? 0 : left + width / 2}px; top: ${head + maps + 3}px`;
    setAttribute(stages.children[i], "class", kind.replace(" ", "-"));
    setText(caption.children[0], building && (kind === "convolution" || kind === "dense") ? "" : title);
    const folded = now.places[i].count < channels ? `first ${now.places[i].count.toLocaleString("en")} of ` : "";
    setText(caption.children[1], side > 1 ? `${kind === "input" ? "" : `${channels} × `}${side}²` : folded + channels.toLocaleString("en"));
    canvas.setAttribute("aria-label", kind === "input" ? "The 28 by 28 picture that the network gets"
      : `${title}: ${channels} ${side > 1 ? `maps of ${side} by ${side}` : "units"}`);
  }

  const figure = () => element("figure", {}, element("canvas", { role: "img" }),
    element("figcaption", {}, element("b"), element("span")));

  return {
    /** Takes the theme's colours, which may be others now. */
    recolour() {
      const [red, green, blue] = (getComputedStyle(picture).color.match(/[\d.]+/g) ?? []).map(Number);
      shades = signedShades(signs(picture), [red, green, blue]);
    },
    /** Of the convolutions and of the dense layer behind them, once they are laid out. */
    slots: () => now.slots.slice(1),
    /**
     * Gives every layer its place.
     * @param {Layer[]} layers
     * @param {number} width that there is
     * @param {boolean} building whether there are controls above, and weights below
     */
    lay(layers, width, building) {
      const all = stagesToScale(layers), key = JSON.stringify([all, width, building]);
      if (key === laid) return;
      laid = key;
      const side = Math.max(ANSWER.least, Math.min(ANSWER.most, ANSWER.share * width));
      const slots = all.filter(({ kind }) => kind === "convolution" || kind === "dense").length;
      const [between, least] = building ? [BETWEEN.built, LEAST] : [Math.min(BETWEEN.watched, width / 24), 0];
      const room = Math.max(width, (slots + 0.5) * (least + between) + side);
      end = room - side;
      ({ head, maps } = building ? BUILT : WATCHED);
      const height = head + maps + UNDER + FOOT;
      sheet.style.cssText = `width: ${room}px; height: ${height}px; --head: ${head}px; --maps: ${maps}px`;
      now = spread(all, end - between, maps, between, least);
      each(stages, now.stages, figure, () => {});
      now.stages.forEach((stage, i) => place(stage, i, building));
      answer.style.cssText = `left: ${end}px; width: ${side}px`;
    },
    /** Draws what each layer has of weights and work. @param {import("./shapes.js").Layer[]} layers */
    weigh(layers) {
      const middle = (/** @type {number} */ made) => {
        const i = now.stages.findIndex((stage) => stage.made === made);
        return i < 0 ? (end + sheet.clientWidth) / 2 : now.lefts[i] + now.places[i].width / 2;
      };
      const heavy = layers.flatMap(({ parameters }, layer) => parameters ? [{ layer, x: middle(layer) }] : []);
      drawWeights(weights, layers, heavy, sheet.clientWidth);
    },
    /**
     * Draws every map, and what links them.
     * @param {Float32Array | null} input
     * @param {{ alive: Alive, outputs: Float32Array[] } | null} made what a network made of the input
     * @param {number} labels how many answers there are
     */
    paint(input, made, labels) {
      const ink = getComputedStyle(picture).color;
      now.stages.forEach(({ kind, shown, side }, i) => {
        const values = kind === "input" ? input : made?.outputs[shown];
        const canvas = find(stages.children[i], "canvas", HTMLCanvasElement);
        if (!values) return paintBlank(canvas, side, now.places[i], ink);
        paintMaps(canvas, values, side, now.places[i], largest(values), kind === "input" ? grey : shades);
      });
      const rows = Array.from({ length: labels }, (_, i) => head + ((i + 0.5) * maps) / labels);
      drawLinks(links, now, input && made ? shownOf(made.alive, made.outputs, input) : null,
        { top: head, height: maps, end: end - 4, signs: signs(picture), ink }, rows);
    },
  };

  /**
   * What a network made of a picture, for its links.
   * @param {Alive} alive
   * @param {Float32Array[]} outputs
   * @param {Float32Array} input
   * @returns {import("../network/links.js").Shown}
   */
  function shownOf({ network, layers, sums }, outputs, input) {
    const shown = stagesToScale(layers);
    return {
      stages: shown, places: now.places, sums: shown.map(({ made }) => sums[made]),
      values: (i) => i ? outputs[shown[i].shown] : input,
      parameters: (i) => network.parameters[shown[i].made] ?? null,
    };
  }
}
