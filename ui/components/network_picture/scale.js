// @ts-check
// The network's picture to scale: where each layer's maps stand, a value being as large in all of them.

import { stagesOf } from "../network/maps.js";

/**
 * @typedef {import("../network/maps.js").Stage} Stage
 * @typedef {import("../network/maps.js").Place} Place
 * @typedef {import("./shapes.js").Layer} Layer
 *
 * @typedef {object} Spread
 * @property {number} zoom screen pixels for each value of a map
 * @property {Stage[]} stages without the answer
 * @property {Place[]} places
 * @property {number[]} lefts of each stage
 * @property {Slot[]} slots
 *
 * @typedef {object} Slot what a convolution and its pool, or another layer, takes of the width
 * @property {number[]} stages
 * @property {number} left
 * @property {number} width
 */

const LARGEST = 3; // screen pixels for each value
const GAP = 2; // of screen pixels between maps
const UNIT = [2, 6], STRIP = 9, WIDEST = 72; // screen pixels of a dense unit, of one column and of all of them
const BESIDE = 10, APART = 48; // between a convolution and its pool, and between their middles, for words below

/**
 * The stages of a network. What ReLU leaves of maps stands for them, unless they are pooled.
 * @param {import("../network/layers.js").Layer[]} layers
 * @returns {Stage[]}
 */
export function stagesToScale(layers) {
  /** @type {Stage[]} */
  const stages = [];
  for (const stage of stagesOf(layers)) {
    if (stage.kind === "handed on" && !stage.pools) stages[stages.length - 1].shown = stage.shown;
    else stages.push({ ...stage, title: stage.kind === "handed on" ? "Pool" : stage.title });
  }
  return stages;
}

/**
 * The place of a stage. Of very many dense units only the first ones are shown.
 * @param {Stage} stage
 * @param {number} zoom
 * @param {number} height
 * @returns {Place}
 */
export function placed({ side, channels }, zoom, height) {
  const units = side === 1, own = units ? Math.max(UNIT[0], Math.min(UNIT[1], height / channels)) : zoom;
  const gap = units ? 0 : Math.max(1, Math.round(GAP / own)), pitch = side + gap;
  const fitting = Math.max(1, Math.floor((height / own + gap) / pitch));
  const count = units ? Math.min(channels, fitting * Math.floor(WIDEST / own)) : channels;
  const columns = Math.ceil(count / fitting), rows = Math.ceil(count / columns);
  const size = (/** @type {number} */ n) => (n * pitch - gap) * own;
  const width = units ? Math.max(STRIP, size(columns)) : size(columns);
  return { columns, rows, zoom: own, count, pitch, width, height: size(rows) };
}

/** @param {Place} a @param {Place} b */
const beside = (a, b) => Math.max(BESIDE, APART - (a.width + b.width) / 2);

/**
 * All stages in a space, as large as they can be.
 * @param {Stage[]} all
 * @param {number} width of the space, in screen pixels
 * @param {number} height of the maps
 * @param {number} between two slots, at least
 * @param {number} least width of a slot, but for the input's
 * @returns {Spread}
 */
export function spread(all, width, height, between, least) {
  const stages = all.filter(({ kind }) => kind !== "answer");
  /** @type {number[][]} */
  const groups = [];
  stages.forEach(({ kind }, i) => kind === "handed on" ? groups[groups.length - 1].push(i) : groups.push([i]));
  const at = (/** @type {number} */ zoom) => {
    const places = stages.map((stage) => placed(stage, zoom, height));
    const content = groups.map((group) => group.reduce((sum, i, k) =>
      sum + places[i].width + (k ? beside(places[group[k - 1]], places[i]) : 0), 0));
    const widths = content.map((wide, g) => Math.max(wide, g ? least : 0));
    return { zoom, places, content, widths, total: widths.reduce((a, b) => a + b, between * (groups.length - 1)) };
  };
  let low = 0.02, found = at(low);
  for (let high = LARGEST, i = 0; i < 14; i++) {
    const one = at(i ? (low + high) / 2 : high);
    const fits = one.total <= width && one.places.every((place) => place.height <= height);
    if (fits) [low, found] = [one.zoom, one];
    else high = one.zoom;
  }
  const spare = Math.max(0, width - found.total) / Math.max(1, groups.length - 1);
  /** @type {number[]} */
  const lefts = [];
  let left = 0;
  const slots = groups.map((group, g) => {
    const slot = { stages: group, left, width: found.widths[g] };
    let x = left + (found.widths[g] - found.content[g]) / 2;
    group.forEach((i, k) => {
      if (k) x += beside(found.places[group[k - 1]], found.places[i]);
      lefts[i] = x;
      x += found.places[i].width;
    });
    left += found.widths[g] + between + spare;
    return slot;
  });
  return { zoom: found.zoom, stages, places: found.places, lefts, slots };
}

/**
 * The sides of squares whose areas are as amounts are, the largest as wide as given.
 * @param {number[]} amounts
 * @param {number} widest
 */
export function squares(amounts, widest) {
  const most = Math.max(...amounts, 1);
  return amounts.map((amount) => widest * Math.sqrt(amount / most));
}
