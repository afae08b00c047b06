// @ts-check
// A name unrolled: its symbols in order, the hidden state after each, and what the network would say there.

/**
 * @typedef {import("../network/cells.js").Reading} Reading
 * @typedef {import("../network/cells.js").Steps} Steps
 *
 * @typedef {object} Step one symbol of a name
 * @property {string} symbol a letter, or "" for a mark at its begin or end
 * @property {number} read how many of the name's letters have been read then
 * @property {Float32Array[]} states after it, of each way in which the network reads
 *
 * @typedef {object} Span neighbouring letters after which the same language leads
 * @property {number} label
 * @property {number} first letter, from 0 on
 * @property {number} length
 */

/**
 * The steps of a name from left to right, whatever way the network reads.
 * @param {string} letters
 * @param {Reading} reading
 * @param {Steps} steps
 * @returns {Step[]}
 */
export function unrolled(letters, { states }, { marks, ways }) {
  const symbols = marks ? ["", ...letters, ""] : [...letters];
  return symbols.map((symbol, i) => ({
    symbol,
    read: Math.min(letters.length, marks ? i : i + 1),
    states: ways.map(({ backwards }, way) => states[way][backwards ? symbols.length - 1 - i : i]),
  }));
}

/**
 * What a network says after each letter of a name, as if it ended there. Those of the name before are known:
 * who types adds a letter, and only that is computed.
 * @param {(letters: string) => Reading} network
 * @returns {(letters: string, whole: Reading) => Float32Array[]} probabilities, one row for each letter
 */
export function answersAlong(network) {
  /** @type {Map<string, Float32Array>} */
  let known = new Map();
  return (letters, whole) => {
    /** @type {Map<string, Float32Array>} */
    const now = new Map();
    for (let end = 1; end < letters.length; end++) {
      const begin = letters.slice(0, end);
      now.set(begin, known.get(begin) ?? network(begin).probabilities);
    }
    now.set(letters, whole.probabilities);
    known = now;
    return [...now.values()];
  };
}

/** @param {Float32Array} values */
export const best = (values) => values.reduce((most, v, i) => (v > values[most] ? i : most), 0);

/**
 * @param {Float32Array[]} answers after each letter
 * @returns {Span[]}
 */
export function spans(answers) {
  /** @type {Span[]} */
  const found = [];
  answers.map(best).forEach((label, i) => {
    const last = found[found.length - 1];
    if (last?.label === label) last.length++;
    else found.push({ label, first: i, length: 1 });
  });
  return found;
}
