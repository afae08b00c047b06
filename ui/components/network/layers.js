// @ts-check
// A convolutional network: from the list of its layers and its weights to every activation for a picture.

import { softmax } from "./softmax.js";

/**
 * @typedef {object} Layer one of `layers(config)`, as Python has it
 * @property {string} type in PyTorch's words: "Conv2d"
 * @property {number[]} arguments what PyTorch makes it with
 * @property {number[]} shape of what leaves it: (channels, height, width) or (features,)
 *
 * @typedef {import("./weights.js").Weights} Weights
 * @typedef {(input: Float32Array) => Float32Array} Step
 *
 * @typedef {object} Activations what a network makes of one picture; the next picture overwrites it
 * @property {Float32Array[]} outputs of each layer, in the order of the layers
 * @property {Float32Array} logits the scores, before a softmax at the network's end
 * @property {Float32Array} probabilities
 *
 * @typedef {{ weight: Float32Array, bias: Float32Array }} Parameters of a layer, as PyTorch lays them out
 * @typedef {((picture: Float32Array) => Activations) & { parameters: (Parameters | null)[] }} Network
 *   what each layer computes with stands beside it, null for layers that learn nothing
 */

const SIDE = 28;

/**
 * A network as a function of the picture (28, 28). Raises an error where the weights do not fit the layers.
 * @param {Layer[]} layers
 * @param {Weights} weights named as in nn.Sequential: "0.weight" is the first layer's
 * @returns {Network}
 */
export function convolutional(layers, weights) {
  /** @type {number[]} */
  let shape = [1, SIDE, SIDE];
  /** @type {Step[]} */
  const steps = [];
  const parameters = layers.map((layer, k) => {
    /** @type {Record<string, Float32Array>} */
    const own = {};
    const take = (/** @type {string} */ name, /** @type {number[]} */ ...wanted) =>
      own[name] = weights.take(`${k}.${name}`, wanted);
    steps.push(made(layer, shape, take));
    shape = layer.shape;
    return own.weight ? { weight: own.weight, bias: own.bias } : null;
  });
  weights.all();
  const ends = layers.at(-1)?.type === "Softmax";
  const answer = (/** @type {Float32Array} */ picture) => {
    /** @type {Float32Array[]} */
    const outputs = [];
    let now = picture;
    for (const step of steps) outputs.push(now = step(now));
    const logits = ends ? outputs[outputs.length - 2] : now;
    return { outputs, logits, probabilities: ends ? now : softmax(logits) };
  };
  return Object.assign(answer, { parameters });
}

/**
 * @param {Layer} layer
 * @param {number[]} input its shape
 * @param {(name: string, ...shape: number[]) => Float32Array} take
 * @returns {Step}
 */
function made({ type, arguments: given, shape }, input, take) {
  const out = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (type === "Conv2d") {
    const [inputs, outputs, k] = given, side = input[1];
    const weight = take("weight", outputs, inputs, k, k), bias = take("bias", outputs);
    return (values) => convolve(values, weight, bias, inputs, outputs, k, side, out);
  }
  if (type === "MaxPool2d") return (values) => pool(values, input[1], shape, out);
  if (type === "ReLU") return (values) => rectify(values, out);
  if (type === "Linear") {
    const [inputs, outputs] = given;
    const weight = take("weight", outputs, inputs), bias = take("bias", outputs);
    return (values) => dense(values, weight, bias, out);
  }
  if (type === "Softmax") return (values) => softmax(values, out);
  // Flattened is what it is already, and nothing is dropped but while training.
  if (type === "Flatten" || type === "Dropout") return (values) => values;
  throw new Error(`the layer ${type} is not known here`);
}

/**
 * A convolution that keeps height and width; beyond the edges there are zeros.
 *
 * The maps are laid into such an edge first. Then a kernel's row goes over a whole map in one long loop, across
 * the ends of its rows; what falls on the edge is left out at the end.
 * @param {Float32Array} values (inputs, side, side)
 * @param {Float32Array} weight (outputs, inputs, k, k)
 * @param {Float32Array} bias (outputs,)
 * @param {number} inputs
 * @param {number} outputs
 * @param {number} k odd
 * @param {number} side
 * @param {Float32Array} out (outputs, side, side)
 */
export function convolve(values, weight, bias, inputs, outputs, k, side, out) {
  const half = k >> 1, wide = side + 2 * half, area = wide * wide;
  const framed = new Float32Array(inputs * area);
  for (let i = 0; i < inputs; i++) {
    for (let y = 0; y < side; y++) {
      const from = (i * side + y) * side;
      framed.set(values.subarray(from, from + side), i * area + (y + half) * wide + half);
    }
  }
  const count = side * wide - 2 * half;
  const sums = new Float32Array(count);
  for (let o = 0; o < outputs; o++) {
    sums.fill(bias[o]);
    for (let i = 0; i < inputs; i++) {
      for (let row = 0; row < k; row++) {
        const at = ((o * inputs + i) * k + row) * k, from = i * area + row * wide;
        let column = 0;
        for (; column + 3 <= k; column += 3) { // three at a time: as many fewer sums to fetch and put back
          const a = weight[at + column], b = weight[at + column + 1], c = weight[at + column + 2];
          const start = from + column;
          for (let j = 0; j < count; j++) {
            sums[j] += a * framed[start + j] + b * framed[start + j + 1] + c * framed[start + j + 2];
          }
        }
        for (; column < k; column++) {
          const a = weight[at + column], start = from + column;
          for (let j = 0; j < count; j++) sums[j] += a * framed[start + j];
        }
      }
    }
    for (let y = 0; y < side; y++) {
      out.set(sums.subarray(y * wide, y * wide + side), (o * side + y) * side);
    }
  }
  return out;
}

/**
 * The largest of every 2 x 2; of an odd side the last row and column are left out.
 * @param {Float32Array} values (channels, side, side)
 * @param {number} side
 * @param {number[]} shape (channels, height, width)
 * @param {Float32Array} out of that shape
 */
export function pool(values, side, [channels, height, width], out) {
  let at = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      let from = (c * side + 2 * y) * side;
      for (let x = 0; x < width; x++, from += 2) {
        const upper = Math.max(values[from], values[from + 1]);
        out[at++] = Math.max(upper, values[from + side], values[from + side + 1]);
      }
    }
  }
  return out;
}

/**
 * @param {Float32Array} values
 * @param {Float32Array} out
 */
export function rectify(values, out) {
  for (let i = 0; i < out.length; i++) out[i] = values[i] < 0 ? 0 : values[i];
  return out;
}

/**
 * @param {Float32Array} values (inputs,)
 * @param {Float32Array} weight (outputs, inputs)
 * @param {Float32Array} bias (outputs,)
 * @param {Float32Array} out (outputs,)
 */
export function dense(values, weight, bias, out) {
  const inputs = values.length;
  for (let o = 0; o < out.length; o++) {
    let sum = bias[o];
    const row = o * inputs;
    for (let i = 0; i < inputs; i++) sum += weight[row + i] * values[i];
    out[o] = sum;
  }
  return out;
}
