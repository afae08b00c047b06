// @ts-check
// The plan of an unrolled network: a column for each symbol of a name, and one below the other the parts that this
// network has, from the letters to the answer.

/**
 * @typedef {object} Settings of a network, those that its picture shows
 * @property {string} cell
 * @property {number} hidden_size
 * @property {number} layers
 * @property {string} direction "forwards", "backwards" or "both"
 * @property {number} embedding 0 for one-hot letters
 * @property {number} ngrams
 * @property {boolean} marks
 * @property {boolean} shortcut
 * @property {string} readout
 *
 * @typedef {{ cells: string[], settings: Partial<Settings> }} Bare cells that have these settings and no others
 *
 * @typedef {object} Row a part of the network
 * @property {"letter" | "one-hot" | "relu" | "table" | "cell" | "state" | "answer"} part
 * @property {string} title
 * @property {string} size how many numbers leave it, in words
 * @property {number} top in screen pixels
 * @property {number} height
 * @property {number} way of cells and states: 0, or 1 for the second direction
 * @property {boolean} back whether that way goes from the last letter to the first
 * @property {number} layer which of the network's layers has its weights; -1 for none
 *
 * @typedef {{ text: string, mark: boolean, grams: string[] }} Column a symbol, with the pair and triple that end there
 *
 * @typedef {object} Plan
 * @property {Row[]} rows
 * @property {Column[]} columns
 * @property {number} height
 * @property {boolean} bare whether the answer is read from the last letter and the state before it
 */

const HIGH = { letter: 24, "one-hot": 38, relu: 20, table: 36, cell: 24, state: 30, answer: 28 };
const GAP = 11; // from one part to the next

/** What a network has, whatever else the form holds. @param {Settings} settings @param {Bare} bare @returns {Settings} */
export const effective = (settings, bare) =>
  bare.cells.includes(settings.cell) ? { ...settings, ...bare.settings } : settings;

/**
 * @param {string} letters
 * @param {Settings} settings
 * @returns {Column[]}
 */
export function columnsOf(letters, { marks, ngrams }) {
  const symbols = marks ? ["⟨", ...letters, "⟩"] : [...letters];
  return symbols.map((text, i) => ({
    text: text === " " ? "␣" : text,
    mark: marks && (i === 0 || i === symbols.length - 1),
    grams: [2, 3].filter((n) => n <= ngrams && i >= n - 1).map((n) => symbols.slice(i - n + 1, i + 1).join("")),
  }));
}

/**
 * @param {string} letters
 * @param {Settings} settings the effective ones
 * @param {boolean} bare whether the cell is one of those that have nothing more
 * @param {string} called what the cell is called
 * @param {number} relus on the letter, before the cell
 * @param {number} symbols how many there are
 * @param {number} gates how many numbers a cell computes for each one of its state
 * @returns {Plan}
 */
export function planOf(letters, settings, bare, called, relus, symbols, gates) {
  const { hidden_size: h, layers, direction, embedding, ngrams } = settings;
  const ways = direction === "both" ? [false, true] : [direction === "backwards"];
  /** @type {Row[]} */
  const rows = [];
  let top = 0, layer = 0;
  const add = (/** @type {Row["part"]} */ part, /** @type {string} */ title, /** @type {string} */ size, own = -1, way = 0, back = false) => {
    rows.push({ part, title, size, top, height: HIGH[part], way, back, layer: own });
    top += HIGH[part] + GAP;
  };
  add("letter", "letters", "");
  add("one-hot", "one-hot", ngrams > 1 ? `${symbols} symbols, ${ngrams > 2 ? "pairs, triples" : "pairs"}` : `${symbols} numbers`);
  if (embedding) add("table", "embedding", `${embedding} numbers`, layer++);
  else add("table", "table row", `${bare ? h : gates * h} numbers`, bare && relus ? layer++ : -1);
  for (let k = 0; k < relus; k++) add("relu", k ? "dense + ReLU" : "ReLU", "", k ? layer++ : -1);
  ways.forEach((back, way) => {
    for (let k = 0; k < layers; k++) {
      add("cell", `${called}${layers > 1 ? ` ${k + 1}` : ""}${ways.length > 1 ? back ? " ←" : " →" : ""}`, "", layer++, way, back);
    }
    add("state", "state", `${h} numbers`, -1, way, back);
  });
  add("answer", "answer so far", "", layer++);
  return { rows, columns: columnsOf(letters, settings), height: top - GAP, bare };
}

/**
 * The columns whose states the answer is read from, for a row of states.
 * @param {Plan} plan
 * @param {Row} row
 * @param {string} readout
 */
export function readFrom({ columns, bare }, { back }, readout) {
  const last = columns.length - 1;
  if (bare) return last > 0 ? [last - 1] : [];
  return readout === "last" ? [back ? 0 : last] : columns.map((_, i) => i);
}
