// @ts-check
// A convolution in numbers: how a pixel of a feature map came about, and what pooling makes of it.
import { floats } from "../shared.js";

/**
 * @typedef {object} Shape of one convolution, as Python sends it
 * @property {number} layer
 * @property {boolean} first whether its input is the drawing itself
 * @property {number} outputs channels
 * @property {number} inputs channels
 * @property {number} k the kernels' side
 * @property {number} side of its input and of its maps
 * @property {number} small side of its maps after pooling
 * @property {boolean} pools
 * @property {boolean} rectifies
 *
 * @typedef {object} Numbers each row by row, the channel first
 * @property {Float32Array} weight (outputs, inputs, k, k)
 * @property {Float32Array} bias (outputs)
 * @property {Float32Array} input (inputs, side, side)
 * @property {Float32Array} before (outputs, side, side)
 * @property {Float32Array} after (outputs, small, small)
 *
 * @typedef {Shape & Numbers} Layer
 * @typedef {{ channel: number, row: number, column: number }} Pixel of the maps before pooling
 * @typedef {{ x: number, w: number, outside: boolean }} Cell of a window: a value and its weight
 * @typedef {{ i: number, cells: Cell[], sum: number }} Channel of the input within a window
 * @typedef {Shape & Record<keyof Numbers, string>} Packed the numbers in base64
 */

/**
 * @param {Packed} data
 * @returns {Layer}
 */
export const unpack = (data) => ({
  ...data,
  weight: floats(data.weight),
  bias: floats(data.bias),
  input: floats(data.input),
  before: floats(data.before),
  after: floats(data.after),
});

/**
 * One channel of maps (channels, side, side).
 * @template {Float32Array | Int8Array} Values
 * @param {Values} values
 * @param {number} side
 * @param {number} channel
 * @returns {Values}
 */
export const mapOf = (values, side, channel) =>
  /** @type {Values} */ (values.subarray(channel * side * side, (channel + 1) * side * side));

/**
 * What the network has at a pixel.
 * @param {Layer} layer
 * @param {Pixel} at
 */
export const valueAt = ({ before, side }, { channel, row, column }) =>
  before[(channel * side + row) * side + column];

/**
 * A pixel added up from its window: for every channel of the input the values and weights, and their sum.
 * Beyond the edge of the input, values are 0.
 * @param {Layer} layer
 * @param {Pixel} at
 */
export function windowOf(layer, at) {
  const { inputs, side, k } = layer;
  const reach = (k - 1) / 2;
  /** @type {Channel[]} */
  const channels = [];
  let total = 0;
  for (let i = 0; i < inputs; i++) {
    const cells = [];
    let sum = 0;
    for (let r = 0; r < k; r++) {
      for (let c = 0; c < k; c++) {
        const [row, column] = [at.row + r - reach, at.column + c - reach];
        const outside = row < 0 || column < 0 || row >= side || column >= side;
        const x = outside ? 0 : layer.input[(i * side + row) * side + column];
        const w = layer.weight[((at.channel * inputs + i) * k + r) * k + c];
        cells.push({ x, w, outside });
        sum += x * w;
      }
    }
    channels.push({ i, cells, sum });
    total += sum;
  }
  const bias = layer.bias[at.channel];
  return { channels, total, bias, result: total + bias };
}

/**
 * The channels of a window, those that count most first.
 * @param {Channel[]} channels
 */
export const ranked = (channels) =>
  [...channels].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));

/**
 * The pixel after pooling that one before it is part of; null where it lies outside every block.
 * @param {Layer} layer
 * @param {Pixel} at
 * @returns {Pixel | null}
 */
export function pooled({ pools, small }, { channel, row, column }) {
  if (!pools) return { channel, row, column };
  const made = { channel, row: Math.floor(row / 2), column: Math.floor(column / 2) };
  return Math.max(made.row, made.column) < small ? made : null;
}

/**
 * The 2 × 2 pixels of which pooling takes the largest.
 * @param {Pixel} at after pooling
 * @returns {Pixel[]}
 */
export const blockOf = ({ channel, row, column }) =>
  [0, 1, 2, 3].map((n) => ({ channel, row: 2 * row + (n >> 1), column: 2 * column + (n % 2) }));

/**
 * The one of a block that went through pooling.
 * @param {Layer} layer
 * @param {Pixel} at after pooling
 */
export const winner = (layer, at) =>
  blockOf(at).reduce((best, one) => (valueAt(layer, one) > valueAt(layer, best) ? one : best));
