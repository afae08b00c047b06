// @ts-check
// The layers of a digits network by arithmetic alone, as core/digits/layers.py says them: what a press on the
// picture makes is drawn before Python, whose list takes this one's place, has heard of it.

/**
 * @typedef {object} Settings of a network, those that its picture shows
 * @property {number[]} channels of each convolution
 * @property {boolean[]} pooling after each
 * @property {number} kernel_size
 * @property {string} conv_activation "relu" or "none"
 * @property {number | "same"} hidden
 * @property {string} head "logits" or "softmax"
 * @property {number} dropout
 * @property {number} classes
 *
 * @typedef {import("../network/layers.js").Layer & {
 *   name: string, parameters: number, multiply_adds: number,
 * }} Layer
 */

const SIDE = 28;

/**
 * @param {Settings} settings
 * @returns {Layer[]}
 */
export function layersOf({ channels, pooling, kernel_size: k, conv_activation, hidden, head, dropout, classes }) {
  /** @type {Layer[]} */
  const stack = [];
  const add = (/** @type {string} */ type, /** @type {number[]} */ given, /** @type {string} */ name,
    /** @type {number[]} */ shape, parameters = 0, multiply_adds = 0) =>
    stack.push({ type, arguments: given, name, shape, parameters, multiply_adds });
  const dense = (/** @type {number} */ inputs, /** @type {number} */ outputs) =>
    add("Linear", [inputs, outputs], `Linear(${inputs}, ${outputs})`, [outputs],
      (inputs + 1) * outputs, inputs * outputs);
  let side = SIDE, inputs = 1;
  channels.forEach((outputs, i) => {
    const weights = inputs * outputs * k * k;
    add("Conv2d", [inputs, outputs, k], `Conv2d(${inputs}, ${outputs}, ${k}×${k})`, [outputs, side, side],
      weights + outputs, weights * side * side);
    if (pooling[i]) {
      side = Math.floor(side / 2);
      add("MaxPool2d", [2], "MaxPool2d(2)", [outputs, side, side]);
    }
    if (conv_activation === "relu") add("ReLU", [], "ReLU", [outputs, side, side]);
    inputs = outputs;
  });
  const features = inputs * side * side, width = hidden === "same" ? features : hidden;
  add("Flatten", [], "Flatten", [features]);
  if (dropout) add("Dropout", [dropout], `Dropout(${dropout})`, [features]);
  dense(features, width);
  add("ReLU", [], "ReLU", [width]);
  dense(width, classes);
  if (head === "softmax") add("Softmax", [1], "Softmax", [classes]);
  return stack;
}

/** How wide the dense layer is, in figures. @param {Layer[]} layers */
export const widthOf = (layers) => layers.find(({ type }) => type === "Linear")?.arguments[1] ?? 0;
