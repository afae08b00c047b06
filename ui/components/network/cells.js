// @ts-check
// A recurrent network that reads letters: from the description of its steps and its weights to every hidden
// state and the answer for a name.

import { ngramRows, rowSums } from "./ngrams.js";
import { softmax } from "./softmax.js";

/**
 * @typedef {import("./weights.js").Weights} Weights
 *
 * @typedef {object} Steps how a network reads, as core/names/steps.py tells it; arrays by their names
 * @property {string} alphabet a letter's number is its place there
 * @property {number} hidden_size
 * @property {number} classes
 * @property {boolean} marks whether a name stands between two symbols more, for its begin and its end
 * @property {number} ngrams how many symbols are read at a time: 1, up to 2, up to 3
 * @property {{ weight: string, width: number } | null} embedding a row for each symbol, pair and bucket of
 *   triples; null where symbols are one-hot
 * @property {string | null} shortcut what each of these says by itself
 * @property {{ backwards: boolean, cells: Cell[] }[]} ways the stacks of cells, each from the letters up
 * @property {Readout} readout
 *
 * @typedef {object} Cell one layer of a stack
 * @property {string} move how what comes in and a state become the next state: "linear", "tanh", "gru", "lstm"
 * @property {Table[]} table what makes the matrix that the input is multiplied by, one after the other
 * @property {string | null} bias of the gates
 * @property {string} hidden (hidden_size, gates): what the state contributes
 * @property {string | null} candidate the candidate's own bias, of a gru
 *
 * @typedef {object} Table one step in making a matrix
 * @property {"rows" | "add" | "relu" | "multiply"} step
 * @property {string} [weight]
 *
 * @typedef {object} Readout
 * @property {string | null} letter with it the answer is read from the last letter and the state before it
 * @property {("last" | "max" | "mean")[]} states what of a stack's hidden states the answer is read from
 * @property {string} hidden
 * @property {string} bias
 *
 * @typedef {object} Reading what a network makes of a name
 * @property {Float32Array[][]} states of each stack, the hidden state after each symbol, in the order in which
 *   that stack reads them
 * @property {Float32Array[]} rows what the first cell of the first stack gets for each symbol, in their order: its
 *   numbers, or where it is one-hot its row of the cell's matrix
 * @property {Float32Array} logits
 * @property {Float32Array} probabilities
 */

/** How many numbers each move computes for each one of the new state. */
const GATES = /** @type {Record<string, number>} */ ({ linear: 1, tanh: 1, gru: 3, lstm: 4 });

const sigmoid = (/** @type {number} */ v) => 1 / (1 + Math.exp(-v));

/**
 * A network as a function of a name's letters. Raises an error for steps that are not known, and Misfit where
 * the weights do not fit them.
 * @param {Steps} steps
 * @param {Weights} weights
 * @returns {(letters: string) => Reading}
 */
export function recurrent(steps, weights) {
  const { alphabet, hidden_size: h, classes, marks, ngrams, readout } = steps;
  const n = alphabet.length + (marks ? 2 : 0);
  const embedding = steps.embedding && weights.table(steps.embedding.weight, steps.embedding.width);
  const shortcut = steps.shortcut === null ? null : weights.table(steps.shortcut, classes);
  const ways = steps.ways.map(({ backwards, cells }) => ({
    backwards,
    layers: cells.map((cell, k) => layer(cell, h, k ? h : steps.embedding?.width ?? n, weights)),
  }));
  const byLetter = readout.letter === null ? null : weights.take(readout.letter, [n, classes]);
  const read = ways.length * readout.states.length * h;
  const hidden = weights.take(readout.hidden, [read, classes]), bias = weights.take(readout.bias, [classes]);
  weights.all();

  return (letters) => {
    const named = [...letters].map((letter) => alphabet.indexOf(letter));
    if (!named.length || named.includes(-1)) throw new Error("a letter is not known here");
    const symbols = marks ? [alphabet.length, ...named, alphabet.length + 1] : named;
    const states = ways.map(({ backwards, layers }) => {
      const order = backwards ? [...symbols].reverse() : symbols;
      const rows = embedding && ngramRows(order, ngrams, n, embedding.rows);
      /** @type {(Float32Array | number)[]} */
      let inputs = rows ? rows.map((r) => rowSums(embedding, r)) : order;
      for (const { states } of layers) inputs = states(inputs);
      return /** @type {Float32Array[]} */ (inputs);
    });
    // The notes read the last letter itself, and the state before it.
    const pooled = states.flatMap((all) => {
      const seen = byLetter ? all.slice(0, -1) : all;
      return readout.states.map((how) => pool(seen, how, h));
    });
    const logits = Float32Array.from(bias);
    pooled.forEach((part, k) => {
      const sums = times(part, hidden.subarray(k * h * classes, (k + 1) * h * classes), h, classes);
      for (let c = 0; c < classes; c++) logits[c] += sums[c];
    });
    if (byLetter) {
      const at = symbols[symbols.length - 1] * classes;
      for (let c = 0; c < classes; c++) logits[c] += byLetter[at + c];
    }
    if (shortcut) {
      const sums = rowSums(shortcut, ngramRows(symbols, ngrams, n, shortcut.rows).flat());
      for (let c = 0; c < classes; c++) logits[c] += sums[c] / Math.sqrt(symbols.length);
    }
    const rows = embedding
      ? ngramRows(symbols, ngrams, n, embedding.rows).map((r) => rowSums(embedding, r))
      : symbols.map(ways[0].layers[0].row);
    return { states, rows, logits, probabilities: softmax(logits) };
  };
}

/**
 * A layer: a function from what comes in, vectors or the numbers of one-hot ones, to its hidden states; and what a
 * one-hot one adds to them.
 * @param {Cell} cell
 * @param {number} h
 * @param {number} width of what comes in
 * @param {Weights} weights
 */
function layer({ move, table, bias, hidden, candidate }, h, width, weights) {
  const next = { linear, tanh, gru, lstm }[move], wide = GATES[move] * h;
  if (!next) throw new Error(`the cell ${move} is not known here`);
  const matrix = matrixOf(table, width, wide, weights);
  const gates = bias === null ? new Float32Array(wide) : weights.take(bias, [wide]);
  const ofState = weights.take(hidden, [h, wide]);
  const own = candidate === null ? new Float32Array(h) : weights.take(candidate, [h]);
  const row = (/** @type {number} */ symbol) => matrix.subarray(symbol * wide, (symbol + 1) * wide);
  const states = (/** @type {(Float32Array | number)[]} */ inputs) => {
    /** @type {Float32Array} */
    let state = new Float32Array(move === "lstm" ? 2 * h : h);
    return inputs.map((input) => {
      const x = typeof input === "number"
        ? row(input).slice()
        : Float32Array.from(times(input, matrix, width, wide));
      for (let i = 0; i < wide; i++) x[i] += gates[i];
      state = next(x, times(state, ofState, h, wide), state, h, own);
      return state.subarray(0, h);
    });
  };
  return { states, row };
}

/**
 * What the answer is read from of hidden states.
 * @param {Float32Array[]} states
 * @param {"last" | "max" | "mean"} how
 * @param {number} h
 */
function pool(states, how, h) {
  if (how === "last") return states.at(-1) ?? new Float32Array(h);
  const found = new Float32Array(h).fill(how === "max" ? -Infinity : 0);
  for (const state of states) {
    for (let i = 0; i < h; i++) {
      found[i] = how === "max" ? Math.max(found[i], state[i]) : found[i] + state[i] / states.length;
    }
  }
  return found;
}

/**
 * The matrix (width, wide) that an input is multiplied by.
 * @param {Table[]} steps
 * @param {number} width
 * @param {number} wide
 * @param {Weights} weights
 */
function matrixOf(steps, width, wide, weights) {
  /** @type {Float32Array} */
  let matrix = new Float32Array(width * wide);
  for (const { step, weight = "" } of steps) {
    if (step === "rows") matrix = weights.take(weight, [width, wide]);
    else if (step === "add") {
      const row = weights.take(weight, [wide]);
      matrix = matrix.map((v, i) => v + row[i % wide]);
    } else if (step === "relu") matrix = matrix.map((v) => Math.max(v, 0));
    else if (step === "multiply") {
      const by = weights.take(weight, [wide, wide]);
      const rows = Array.from({ length: width }, (_, k) => matrix.subarray(k * wide, (k + 1) * wide));
      matrix = Float32Array.from(rows.flatMap((row) => [...times(row, by, wide, wide)]));
    } else throw new Error(`the step ${step} is not known here`);
  }
  return matrix;
}

/**
 * The first `h` numbers of a row times a matrix (h, wide).
 * @param {Float32Array} row
 * @param {Float32Array} matrix
 * @param {number} h
 * @param {number} wide
 */
function times(row, matrix, h, wide) {
  const out = new Float64Array(wide);
  for (let i = 0; i < h; i++) {
    const v = row[i], at = i * wide;
    if (v !== 0) { for (let j = 0; j < wide; j++) out[j] += v * matrix[at + j]; }
  }
  return out;
}

// Each: what comes in, the state times its matrix, the state before, the hidden size, the candidate's bias
// -> the next state. The formulas stand in core/names.

/** @typedef {(x: Float32Array, s: Float64Array, before: Float32Array, h: number, b: Float32Array) => Float32Array} Move */

/** @type {Move} */
const linear = (x, s) => x.map((v, i) => v + s[i]);

/** @type {Move} */
const tanh = (x, s) => x.map((v, i) => Math.tanh(v + s[i]));

/** @type {Move} */
const gru = (x, s, before, h, b) =>
  before.map((old, i) => {
    const reset = sigmoid(x[i] + s[i]), keep = sigmoid(x[h + i] + s[h + i]);
    const candidate = Math.tanh(x[2 * h + i] + reset * (s[2 * h + i] + b[i]));
    return (1 - keep) * candidate + keep * old;
  });

/** @type {Move} */
const lstm = (x, s, before, h) => {
  const after = new Float32Array(2 * h);
  for (let i = 0; i < h; i++) {
    const gate = (/** @type {number} */ k) => x[k * h + i] + s[k * h + i];
    const cell = sigmoid(gate(1)) * before[h + i] + sigmoid(gate(0)) * Math.tanh(gate(2));
    after[h + i] = cell;
    after[i] = sigmoid(gate(3)) * Math.tanh(cell);
  }
  return after;
};
