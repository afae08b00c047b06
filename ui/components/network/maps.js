// @ts-check
// Feature maps of all layers as pictures: the columns that a network is shown in, their layout in a given
// space with wide layers folded, and one canvas of maps for each layer.

import { element, signs } from "../shared.js";

/**
 * @typedef {import("./layers.js").Layer} Layer
 * @typedef {import("../shared.js").Signs} Signs
 *
 * @typedef {object} Stage a column of the picture: what one layer, or several that belong together, made
 * @property {"input" | "convolution" | "handed on" | "dense" | "answer"} kind handed on is what pooling and
 *   ReLU leave of a convolution's maps
 * @property {string} title
 * @property {number} made which layer has the weights, -1 for the input
 * @property {number} shown the layer whose output is shown, -1 for the input
 * @property {number} channels maps, or units
 * @property {number} side of a map; 1 for units
 * @property {number} k the side of the kernels that made it, 0 where there are none
 * @property {boolean} pools whether something is pooled on the way to it
 * @property {boolean} rectifies whether a ReLU is on the way to it
 *
 * @typedef {object} Place of a stage in the picture
 * @property {number} columns of maps
 * @property {number} rows
 * @property {number} zoom screen pixels for each value, in each direction
 * @property {number} count of maps that are shown, the first ones; fewer than there are in a folded layer
 * @property {number} pitch from one map to the next, in values
 * @property {number} width in screen pixels
 * @property {number} height
 *
 * @typedef {{ channel: number, row: number, column: number }} Spot a value of a stage
 */

const SIDE = 28;
const SMALLEST = 20; // screen pixels of a map's side
const LARGEST = 88;
const WIDENS = 44; // up to there a map grows although its layer needs one more column then
const WIDEST_UNITS = 48; // all units of a layer, as far as they grow
const GROUND = 0.09; // how much of the text's colour is where a map is 0
const UNIT = { smallest: 4, largest: 12 }; // screen pixels of a unit

/**
 * The columns of a network, the input first.
 * @param {Layer[]} layers
 * @returns {Stage[]}
 */
export function stagesOf(layers) {
  /** @type {Stage[]} */
  const stages = [{
    kind: "input", title: "Input", made: -1, shown: -1, channels: 1, side: SIDE, k: 0, pools: false, rectifies: false,
  }];
  const last = layers.findLastIndex(({ type }) => type === "Linear");
  let convolutions = 0;
  layers.forEach(({ type, arguments: given, shape }, at) => {
    const [channels, side = 1] = shape, before = stages[stages.length - 1];
    const plain = { made: at, shown: at, channels, side, k: 0, pools: false, rectifies: false };
    if (type === "Conv2d") {
      stages.push({ ...plain, kind: "convolution", title: `Conv ${++convolutions}`, k: given[2] });
    } else if (type === "Linear") {
      const answers = at === last;
      stages.push({ ...plain, kind: answers ? "answer" : "dense", title: answers ? "Answer" : "Dense" });
    } else if (type === "MaxPool2d" || type === "ReLU") {
      const pools = type === "MaxPool2d" || before.pools, rectifies = type === "ReLU" || before.rectifies;
      const after = { shown: at, channels, side, pools, rectifies };
      if (before.kind !== "convolution") return void Object.assign(before, after);
      stages.push({ ...after, kind: "handed on", title: "", made: before.made, k: before.k });
    }
  });
  for (const stage of stages.filter(({ kind }) => kind === "handed on")) {
    stage.title = [stage.pools ? "Pool" : "", stage.rectifies ? "ReLU" : ""].filter(Boolean).join(" + ");
  }
  return stages;
}

/** Large maps grow by half a pixel for each value: a whole one would be too much. @param {Stage} stage */
const stepOf = ({ side }) => side > 20 ? 0.5 : 1;
/** Of a stage's zoom. @param {Stage} stage */
const smallest = ({ side }) => side > 1 ? Math.max(1, Math.ceil(SMALLEST / side)) : UNIT.smallest;
/** @param {Stage} stage */
const largest = ({ side }) => side > 1 ? Math.max(1, LARGEST / side) : UNIT.largest;

/** What is to grow sooner where it is smaller. @param {Stage} stage @param {number} zoom */
const sizeOf = ({ side }, zoom) => side > 1 ? side * zoom : LARGEST + zoom;

/** How many maps fit below each other. @param {Stage} stage @param {number} zoom @param {number} height */
const fitting = ({ side }, zoom, height) =>
  side > 1 ? Math.max(1, Math.floor((height / zoom + 1) / (side + 1))) : Math.max(1, Math.floor(height / zoom));

/** @param {Stage} stage @param {number} zoom @param {number} count @param {number} height @returns {Place} */
function placed(stage, zoom, count, height) {
  const gap = stage.side > 1 ? 1 : 0, pitch = stage.side + gap;
  const columns = Math.ceil(count / fitting(stage, zoom, height)), rows = Math.ceil(count / columns);
  const size = (/** @type {number} */ n) => (n * pitch - gap) * zoom;
  return { columns, rows, zoom, count, pitch, width: size(columns), height: size(rows) };
}

/**
 * The layout of stages in a space: every map as large as there is room, all of about one size. Where not
 * even the smallest maps of all fit, the widest layers fold: only their first maps are shown.
 * @param {Stage[]} stages those that stand side by side
 * @param {number} width in screen pixels, of all columns together, without what is between them
 * @param {number} height
 * @param {number} [open] the stage that folds last
 * @returns {Place[]}
 */
export function arrange(stages, width, height, open = -1) {
  const places = stages.map((stage) => placed(stage, smallest(stage), stage.channels, height));
  const total = () => places.reduce((sum, place) => sum + place.width, 0);
  const widest = (/** @type {number[]} */ of) =>
    of.filter((i) => places[i].columns > 1).sort((a, b) => places[b].width - places[a].width)[0];
  const all = stages.map((_, i) => i);
  // What is handed on in the same size folds and grows with the convolution that it comes from.
  const pairs = all.map((i) => all.filter((j) =>
    stages[j].made === stages[i].made && stages[j].side === stages[i].side));
  while (total() > width) {
    const i = widest(all.filter((other) => other !== open)) ?? widest(all);
    if (i === undefined) break; // one column each is as little as can be shown
    for (const j of pairs[i]) {
      const { zoom, columns } = places[j];
      places[j] = placed(stages[j], zoom, (columns - 1) * fitting(stages[j], zoom, height), height);
    }
  }
  // As large as there is room: first with as many columns of maps as they have, then with more.
  for (const widens of [false, true]) {
    const full = new Set();
    while (full.size < stages.length) {
      // Maps before units, and the smallest maps first.
      const pair = pairs[all.filter((other) => !full.has(other)).reduce((a, b) =>
        sizeOf(stages[b], places[b].zoom) < sizeOf(stages[a], places[a].zoom) ? b : a)];
      const larger = pair.map((i) => placed(stages[i], places[i].zoom + stepOf(stages[i]), places[i].count, height));
      const more = pair.reduce((sum, i, k) => sum + larger[k].width - places[i].width, 0);
      const fits = total() + more <= width && larger.every((place, k) => {
        const stage = stages[pair[k]], wider = place.columns > places[pair[k]].columns;
        return place.height <= height && place.zoom <= largest(stage) &&
          (!wider || (widens && stage.side * place.zoom <= WIDENS)) && (stage.side > 1 || place.width <= WIDEST_UNITS);
      });
      pair.forEach((i, k) => fits ? places[i] = larger[k] : full.add(i));
    }
  }
  return places;
}

/** The upper left corner of a map, in values. @param {Place} place @param {number} channel */
export const cornerOf = ({ rows, pitch }, channel) =>
  ({ x: Math.floor(channel / rows) * pitch, y: (channel % rows) * pitch });

/**
 * The value at a point of a stage's canvas, both from 0 to 1; null between maps.
 * @param {Stage} stage
 * @param {Place} place
 * @param {number} x
 * @param {number} y
 * @returns {Spot | null}
 */
export function spotAt({ side }, { columns, rows, pitch, count }, x, y) {
  const gap = pitch - side;
  const [left, top] = [Math.floor(x * (columns * pitch - gap)), Math.floor(y * (rows * pitch - gap))];
  const channel = Math.floor(left / pitch) * rows + Math.floor(top / pitch);
  const [row, column] = [top % pitch, left % pitch];
  if (channel < 0 || channel >= count || row < 0 || column < 0 || row >= side || column >= side) return null;
  return { channel, row, column };
}

// --- painting

/**
 * Colours of 511 values from the strongest below 0 to the strongest above, as pixels; what is 0 is the
 * ground, so that a map of nothing is still seen.
 * @typedef {Uint32Array} Shades
 */

/** @param {number[]} color @param {number} share @returns {number} a pixel of ImageData, on machines of today */
const pixel = ([r, g, b], share) => ((Math.round(255 * share) << 24) | (b << 16) | (g << 8) | r) >>> 0;

/**
 * Orange above 0 and blue below, on a ground that is barely there.
 * @param {Signs} signs
 * @param {number[]} ground red, green and blue of the text
 * @param {number} [strength] of the ground
 * @returns {Shades}
 */
export function signedShades({ above, below }, ground, strength = GROUND) {
  return Uint32Array.from({ length: 511 }, (_, i) => {
    const share = Math.abs(i - 255) / 255, rest = strength * (1 - share), opacity = share + rest;
    const color = (i < 255 ? below : above).map((c, k) => Math.round((c * share + ground[k] * rest) / opacity));
    return pixel(color, opacity);
  });
}

/**
 * The same in the colours of the page, on a ground through which nothing is seen.
 * @param {Element} at
 */
export function shadesOn(at) {
  const canvas = element("canvas", { width: 1, height: 1 }), style = getComputedStyle(at);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return signedShades(signs(at), [128, 128, 128]);
  context.fillStyle = style.getPropertyValue("--st-background-color").trim();
  context.fillRect(0, 0, 1, 1);
  [context.fillStyle, context.globalAlpha] = [style.color, GROUND];
  context.fillRect(0, 0, 1, 1);
  return signedShades(signs(at), [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)], 1);
}

/** Black to white, as the pictures of a data set are. @returns {Shades} */
export const greyShades = () =>
  Uint32Array.from({ length: 511 }, (_, i) => pixel(Array(3).fill(Math.max(0, i - 255)), 1));

/**
 * Draws the maps of a stage on one canvas, a pixel for each value; the page makes them larger.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values (channels, side, side)
 * @param {number} side
 * @param {Place} place
 * @param {number} scale the strongest colour
 * @param {Shades} shades
 */
export function paintMaps(canvas, values, side, place, scale, shades) {
  const gap = place.pitch - side;
  const width = place.columns * place.pitch - gap, height = place.rows * place.pitch - gap;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d")?.putImageData(new ImageData(atlas(values, side, place, scale, shades), width, height), 0, 0);
}

/**
 * The same as pixels, row by row.
 * @param {Float32Array} values
 * @param {number} side
 * @param {Place} place
 * @param {number} scale
 * @param {Shades} shades
 */
export function atlas(values, side, place, scale, shades) {
  const gap = place.pitch - side, width = place.columns * place.pitch - gap;
  const made = new Uint32Array(width * (place.rows * place.pitch - gap)), steps = 255 / scale;
  for (let channel = 0, from = 0; channel < place.count; channel++) {
    const { x, y } = cornerOf(place, channel);
    for (let row = 0; row < side; row++) {
      const at = (y + row) * width + x;
      for (let column = 0; column < side; column++) {
        const level = Math.round(values[from++] * steps);
        made[at + column] = shades[255 + Math.max(-255, Math.min(255, level))];
      }
    }
  }
  return new Uint8ClampedArray(made.buffer);
}
