// @ts-check
// The picture of a network at work: its layers' maps from left to right, and links that light up by what they
// carry. It fills a box of the page; who shows it says where in the box there is room.

import { mapOf } from "../feature_maps/convolution.js";
import { element, largest, signs } from "../shared.js";
import { convolutionOf, kernelSums, linksOf, linksTo, marksOf, strongest } from "./links.js";
import { arrange, cornerOf, greyShades, paintMaps, shadesOn, spotAt, stagesOf } from "./maps.js";

/**
 * @typedef {import("./maps.js").Stage} Stage
 * @typedef {import("./maps.js").Place} Place
 * @typedef {import("./links.js").Link} Link
 * @typedef {import("./links.js").Chosen} Chosen
 * @typedef {import("./layers.js").Network} Network
 * @typedef {import("./layers.js").Activations} Activations
 *
 * @typedef {object} Room where there is room in the box, in screen pixels
 * @property {number} left
 * @property {number} top of the layers' titles
 * @property {number} width of all from the first layer to the last, or to the answer's bars
 * @property {number} height of the maps, below the titles
 * @property {{ left: number, top: number, zoom: number } | null} input where the network's input stands apart;
 *   null: it is the first column
 * @property {{ left: number, rows: number[] } | null} answer where the bars begin that the last links lead to
 */

const MOST_LINKS = 28; // between two layers, while nothing is chosen
const TITLES = 46; // screen pixels above the maps, in text of 16
const FOLD = 24; // below them
const LEAST_GAP = 24; // between two layers

/** @param {HTMLElement} box */
export function createPicture(box) {
  const links = element("canvas", { class: "links", "aria-hidden": "true" });
  const marks = element("canvas", { class: "marks", "aria-hidden": "true" });
  const layers = element("div", { class: "layers", role: "group", "aria-label": "The network, layer by layer" });
  box.append(links, layers, marks);

  /** @type {Stage[]} */
  let stages = [];
  /** @type {Network | null} */
  let network = null;
  /** @type {Float32Array[]} */
  let sums = []; // of each convolution's kernels
  /** @type {HTMLElement[]} */
  let figures = [];
  /** @type {Place[]} */
  let places = [];
  /** @type {{ left: number, top: number }[]} */
  let corners = [];
  /** @type {Room | null} */
  let room = null;
  /** @type {{ picture: Float32Array, found: Activations } | null} */
  let now = null;
  /** @type {Chosen | null} */
  let chosen = null;
  let open = -1;
  let colours = { above: [0, 0, 0], below: [0, 0, 0] };
  /** @type {import("./maps.js").Shades} */
  let shades = new Uint32Array(511);
  const grey = greyShades();
  let line = "";

  const canvasOf = (/** @type {number} */ i) => /** @type {HTMLCanvasElement} */ (figures[i].querySelector("canvas"));

  /** A convolution in numbers, while there is something to look at. @param {number} i */
  const convolution = (i) => now && convolutionOf(shown(), i);
  /** @param {number} i */
  const parameters = (i) => network?.parameters[stages[i].made] ?? null;
  const shown = () => ({ stages, places, sums, values: valuesOf, parameters });

  /** What a stage shows. @param {number} i */
  const valuesOf = (i) => i && now ? now.found.outputs[stages[i].shown] : now?.picture ?? new Float32Array(784);

  /** Takes the theme's colours, which may be others now. */
  function recolour() {
    colours = signs(box);
    shades = shadesOn(box);
    line = getComputedStyle(box).color;
  }

  /**
   * @param {import("./layers.js").Layer[]} list
   * @param {Network} made
   */
  function setNetwork(list, made) {
    const others = stagesOf(list), same = JSON.stringify(others) === JSON.stringify(stages);
    [stages, network] = [others, made];
    sums = stages.map(({ kind, made: k, k: size }) =>
      kind === "convolution" ? kernelSums(made.parameters[k]?.weight ?? new Float32Array(), size) : new Float32Array());
    now = null;
    if (same) return;
    [chosen, open] = [null, -1];
    figures = stages.map(figureOf);
    layers.replaceChildren(...figures);
  }

  /** @param {Stage} stage @param {number} i */
  function figureOf({ kind, title, channels, side }, i) {
    const size = side > 1 ? `${channels} × ${side}²` : `${channels}`;
    const canvas = element("canvas", { role: "img", tabindex: -1 });
    const words = element("figcaption", {}, element("b", {}, title), element("span", {}, kind === "input" ? "28²" : size));
    const fold = element("button", { type: "button", class: "fold", hidden: "", tabindex: -1 });
    const made = element("figure", { class: `stage ${kind.replace(" ", "-")}`, "data-stage": i }, words, canvas, fold);
    made.hidden = kind === "answer";
    return made;
  }

  /** Puts everything in its place; false where there is none. @param {Room} given */
  function layout(given) {
    room = given;
    if (!stages.length) return;
    const em = parseFloat(getComputedStyle(box).fontSize) / 16;
    const first = room.input ? 1 : 0, last = stages.length - 1;
    const between = stages.slice(first, last);
    const gaps = between.length - (room.input ? 0 : 1) + (room.answer ? 1 : 0);
    const wide = room.width - gaps * LEAST_GAP * em;
    let high = room.height - TITLES * em;
    let arranged = arrange(between, wide, high, open - first);
    // Below a layer that is folded there is a button.
    if (open >= 0 || arranged.some(({ count }, k) => count < between[k].channels)) {
      high -= FOLD * em;
      arranged = arrange(between, wide, high, open - first);
    }
    const used = arranged.reduce((sum, { width }) => sum + width, 0);
    const gap = Math.max(4, (room.width - used) / Math.max(1, gaps));
    let left = room.left + (room.input ? gap : 0);
    places = stages.map(() => arranged[0]);
    corners = stages.map(() => ({ left: 0, top: 0 }));
    arranged.forEach((place, k) => {
      places[first + k] = place;
      corners[first + k] = { left, top: (room?.top ?? 0) + TITLES * em + (high - place.height) / 2 };
      left += place.width + gap;
    });
    if (room.input) {
      const { zoom, left, top } = room.input, size = 28 * zoom;
      places[0] = { columns: 1, rows: 1, zoom, count: 1, pitch: 29, width: size, height: size };
      corners[0] = { left, top: top + TITLES * em };
    }
    figures.forEach((figure, i) => {
      if (i === last) return;
      const { width, height, count } = places[i], { left, top } = corners[i], { channels, side } = stages[i];
      const [words, canvas, fold] = /** @type {HTMLElement[]} */ ([...figure.children]);
      const titles = i || !room?.input ? (room?.top ?? 0) : top - TITLES * em;
      const near = [i - 1, i + 1].filter((k) => k >= first && k < last)
        .map((k) => Math.abs(corners[k].left + places[k].width / 2 - left - width / 2));
      words.style.maxWidth = i < first ? "" : `${Math.min(...near)}px`;
      Object.assign(words.style, { left: `${left + width / 2}px`, top: `${titles}px` });
      Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
      canvas.classList.toggle("smooth", places[i].zoom % 1 > 0 && devicePixelRatio % 2 > 0);
      Object.assign(fold.style, { left: `${left + width / 2}px`, top: `${top + height + 3}px` });
      const foldable = count < channels || open === i;
      fold.hidden = !foldable;
      fold.textContent = open === i ? "fold" : `+ ${channels - count}`;
      fold.setAttribute("aria-label", open === i
        ? `Fold ${stages[i].title}`
        : `Show the other ${channels - count} ${side > 1 ? "maps" : "units"} of ${stages[i].title}`);
      canvas.setAttribute("aria-label", i
        ? `${stages[i].title}: ${channels} ${side > 1 ? `feature maps of ${side} by ${side}` : "units"}`
        : "The 28 by 28 picture the network got");
    });
    for (const canvas of [links, marks]) {
      const ratio = devicePixelRatio || 1;
      [canvas.width, canvas.height] = [box.clientWidth * ratio, box.clientHeight * ratio];
    }
  }

  /**
   * Draws what the network makes of a picture; without one, all maps are empty.
   * @param {Float32Array | null} picture
   * @param {Activations | null} found
   */
  function draw(picture, found) {
    now = picture && found && { picture, found };
    if (!room || !network) return;
    stages.forEach((stage, i) => {
      if (stage.kind === "answer") return;
      const values = now ? valuesOf(i) : new Float32Array(stage.channels * stage.side ** 2);
      const scale = i ? largest(values) : 1;
      paintMaps(canvasOf(i), values, stage.side, places[i], scale, i ? shades : grey);
    });
    redraw();
  }

  /** Draws the links and the marks anew. */
  function redraw() {
    const ratio = devicePixelRatio || 1;
    for (const canvas of [links, marks]) {
      const context = canvas.getContext("2d");
      context?.setTransform(ratio, 0, 0, ratio, 0, 0);
      context?.clearRect(0, 0, canvas.width, canvas.height);
    }
    const context = links.getContext("2d");
    if (!now || !context || !room) return;
    const paths = chosen ? linksOf(shown(), chosen) : new Map();
    for (let i = 1; i < stages.length; i++) {
      if (i === stages.length - 1 && !room.answer) continue;
      const own = paths.get(i);
      const drawn = own ?? strongest(linksTo(shown(), i), MOST_LINKS);
      const most = largest(drawn.map((/** @type {Link} */ { carries }) => carries));
      for (const link of drawn) stroke(context, i, link, Math.abs(link.carries) / most, own ? 1 : chosen ? 0.1 : 0.45);
    }
    if (chosen) marksOf(shown(), chosen).forEach(frame);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} i the stage that the link leads to
   * @param {Link} link
   * @param {number} share of the strongest
   * @param {number} strength
   */
  function stroke(context, i, { from, to, carries }, share, strength) {
    if (share < 0.01) return;
    const start = side(i - 1, from, 1), end = i === stages.length - 1 ? answerAt(to) : side(i, to, 0);
    if (!start || !end) return;
    const bend = Math.max(8, (end.x - start.x) / 2);
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
    context.strokeStyle = `rgb(${(carries < 0 ? colours.below : colours.above).join(" ")})`;
    context.globalAlpha = strength * (0.15 + 0.85 * share);
    context.lineWidth = 0.6 + 2.4 * share * strength;
    context.stroke();
    context.globalAlpha = 1;
  }

  /** The middle of a map's left (0) or right (1) side. @param {number} i @param {number} channel @param {0 | 1} right */
  function side(i, channel, right) {
    const { zoom, count } = places[i], { side } = stages[i];
    if (channel >= count) return null;
    const { x, y } = cornerOf(places[i], channel);
    return { x: corners[i].left + (x + right * side) * zoom, y: corners[i].top + (y + side / 2) * zoom };
  }

  /** @param {number} label */
  const answerAt = (label) => room?.answer && label in room.answer.rows
    ? { x: room.answer.left - 4, y: room.answer.rows[label] }
    : null;

  /** A frame round values of a map. @param {import("./links.js").Mark} mark */
  function frame({ stage, channel, row, column, size, width }) {
    const context = marks.getContext("2d"), place = places[stage], { side } = stages[stage];
    if (!context || channel >= place.count) return;
    const { x, y } = cornerOf(place, channel), { left, top } = corners[stage], half = width / 2;
    // A window that reaches over the edge ends there: it would lie on the next map.
    const [r0, c0] = [Math.max(0, row), Math.max(0, column)];
    const [r1, c1] = [Math.min(side, row + size), Math.min(side, column + size)];
    context.lineWidth = width;
    context.strokeStyle = line;
    context.strokeRect(left + (x + c0) * place.zoom - half, top + (y + r0) * place.zoom - half,
      (c1 - c0) * place.zoom + width, (r1 - r0) * place.zoom + width);
  }

  /** @param {Chosen | null} at */
  function choose(at) {
    chosen = at;
    figures.forEach((figure, i) => figure.classList.toggle("chosen", i === at?.stage));
    redraw();
  }

  /** The value under a pointer; null between maps. @param {PointerEvent} event @returns {Chosen | null} */
  function under(event) {
    const target = /** @type {Element} */ (event.target), stage = Number(target.closest("figure")?.dataset.stage);
    if (!(target instanceof HTMLCanvasElement) || !(stage >= 0)) return null;
    const area = target.getBoundingClientRect();
    const spot = spotAt(stages[stage], places[stage],
      (event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
    return spot && { ...spot, stage };
  }

  return {
    setNetwork, layout, draw, choose, under, convolution, parameters, recolour, valuesOf, canvasOf, layers,
    /** Unfolds a stage, or folds it again. @param {number} i */
    unfold: (i) => { open = open === i ? -1 : i; },
    stages: () => stages,
    /** How many maps of a stage are shown. @param {number} i */
    count: (i) => i === stages.length - 1 ? stages[i].channels : places[i].count,
    chosen: () => chosen,
    colours: () => colours,
    /** Where a map is strongest. @param {number} stage @param {number} channel @returns {Chosen} */
    peak(stage, channel) {
      const { side } = stages[stage];
      if (side === 1) return { stage, channel, row: 0, column: 0 };
      const map = mapOf(valuesOf(stage), side, channel);
      let best = (side >> 1) * side + (side >> 1);
      map.forEach((v, i) => { if (Math.abs(v) > Math.abs(map[best])) best = i; });
      return { stage, channel, row: Math.floor(best / side), column: best % side };
    },
  };
}
