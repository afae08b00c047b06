// @ts-check
// The layer table: shape, parameters and multiply-adds of each layer, and its share of them.

import { element, percent } from "./shared.js";

const FULL = 3.2; // rem: the bar of a layer that has everything

/**
 * @typedef {{ name: string, shape: number[], parameters: number, multiply_adds: number }} Row
 *
 * @param {Row[]} layers
 * @param {string} input what comes in, and its shape
 * @param {string} item what the work is for: "image"
 */
export function tableOf(layers, input, item) {
  const cell = (/** @type {string} */ text, attributes = {}) => element("td", attributes, text);
  const name = (/** @type {string} */ text) => element("th", { scope: "row" }, text);
  const [parameters, work] = totals(layers);
  const head = [["Layer", ""], ["Output", "out"], ["Parameters", ""], ["share of parameters", ""],
    [`Multiply-adds for one ${item}`, ""], ["share of the work", ""]].map(([words, kind]) =>
    element("th", { scope: "col", class: kind }, words));
  const rows = layers.map((layer) => element("tr", {}, name(layer.name),
    cell(`(N, ${layer.shape.join(", ")})`, { class: "out" }),
    ...shares(layer.parameters, parameters), ...shares(layer.multiply_adds, work)));
  const [first, shape] = input.split(" · ");
  return element("table", {}, element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, element("tr", {}, name(first), cell(shape, { class: "out" }), ...blank(), ...blank()), ...rows));
}

/** Parameters and multiply-adds of all layers. @param {Row[]} layers @returns {[number, number]} */
export const totals = (layers) => [
  layers.reduce((sum, { parameters }) => sum + parameters, 0),
  layers.reduce((sum, { multiply_adds }) => sum + multiply_adds, 0),
];

const blank = () => [element("td"), element("td")];

/** Blank where there is none: zeros would hide the layers that count. @param {number} amount @param {number} total */
function shares(amount, total) {
  if (!amount) return blank();
  const bar = element("i", { style: `width: ${(FULL * amount / total).toFixed(2)}rem` });
  return [element("td", {}, amount.toLocaleString("en")), element("td", {}, bar, percent(amount / total, 0))];
}
