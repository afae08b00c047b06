// @ts-check
// The inspector of a feature map's pixel: its window, weights and products, their sum, and what becomes of it.
import { element, find, largest, number, paint, tint } from "../shared.js";
import { blockOf, mapOf, pooled, ranked, valueAt, windowOf } from "./convolution.js";

/**
 * @typedef {import("./convolution.js").Layer} Layer
 * @typedef {import("./convolution.js").Pixel} Pixel
 * @typedef {import("./convolution.js").Cell} Cell
 * @typedef {import("../shared.js").Signs} Signs
 * @typedef {(words: Node | string, value: string, kind?: string) => void} Line writes a line of a sum
 */

const PLACES = 2; // decimals within the little tables
const MOST = 5; // channels of the input that are told one by one

/**
 * Puts a box round pixels of a frame.
 * @param {Element} frame
 * @param {number} row
 * @param {number} column
 * @param {number} size
 * @param {number} side of the picture in the frame
 */
export function mark(frame, row, column, size, side) {
  const box = find(frame, "i"), share = (/** @type {number} */ n) => `${(100 * n) / side}%`;
  box.hidden = false;
  Object.assign(box.style,
    { left: share(column), top: share(row), width: share(size), height: share(size) });
}

/** A list of a sum's lines, and what writes one. @returns {{ lines: HTMLElement, line: Line }} */
export function sumOf() {
  const lines = element("dl");
  return {
    lines,
    line: (words, value, kind = "") =>
      lines.append(element("dt", { class: kind }, words), element("dd", { class: kind }, value)),
  };
}

/**
 * @param {string} title
 * @param {Cell[]} cells
 * @param {(cell: Cell) => number} pick
 * @param {number} k the cells of a row
 * @param {number} scale
 * @param {string} symbol
 * @param {Signs} colours
 */
function table(title, cells, pick, k, scale, symbol, colours) {
  const body = element("div", { class: "grid", style: `--k:${k}` }, ...cells.map((cell) => {
    const v = pick(cell), shown = element("span", {}, number(v, PLACES));
    if (cell.outside) shown.className = "outside";
    else shown.style.background = tint(v, scale, colours);
    return shown;
  }));
  return element("div", { class: "table" },
    element("em", {}, symbol), element("b", {}, title), body);
}

/**
 * How a pixel came about.
 * @param {Layer} layer
 * @param {Pixel} at before pooling
 * @param {number | null} open the input channel whose window is spelled out; null: the strongest
 * @param {Signs} colours
 */
export function spelledOut(layer, at, open, colours) {
  const { inputs, side, k } = layer;
  const { channels, total, bias, result } = windowOf(layer, at);
  const order = ranked(channels);
  const shown = channels[open ?? order[0].i] ?? order[0];
  const title = `Map ${at.channel + 1}, row ${at.row + 1}, column ${at.column + 1}`;

  const canvas = element("canvas"), where = element("div", { class: "frame where" }, canvas, element("i"));
  paint(canvas, mapOf(layer.input, side, shown.i), side, side, largest(layer.input), colours);
  mark(where, at.row - (k - 1) / 2, at.column - (k - 1) / 2, k, side);
  const source = layer.first ? "the drawing" : `map ${shown.i + 1} of the layer before`;
  const top = element("div", { class: "top" }, where,
    element("div", {}, element("h3", {}, title),
      element("p", {}, `The frame is the window: ${k} × ${k} pixels of ${source}. Zeros stand ` +
        "where it reaches over the edge.")));

  const products = largest(shown.cells.map(({ x, w }) => x * w));
  const tables = element("div", { class: `tables ${k > 3 ? "tall" : ""}` },
    table("values", shown.cells, ({ x }) => x, k, largest(layer.input), "", colours),
    table("weights", shown.cells, ({ w }) => w, k, largest(layer.weight), "×", colours),
    table("products", shown.cells, ({ x, w }) => x * w, k, products, "=", colours));

  const { lines, line } = sumOf();
  if (inputs === 1) {
    line(`The ${k * k} products add up to`, number(total));
  } else {
    const strongest = order.slice(0, MOST);
    for (const { i, sum } of strongest) {
      const name = `${i === shown.i ? "▸ " : ""}map ${i + 1} of the layer before`;
      line(element("button", { type: "button", "data-input": i }, name), number(sum));
    }
    const rest = total - strongest.reduce((n, { sum }) => n + sum, 0);
    if (inputs > MOST) line(`the other ${inputs - MOST} maps`, number(rest));
  }
  line("bias", number(bias));
  line("together (before rounding)", number(result), "total");
  follow(layer, at, line);
  return { title, total, bias, result, channels, nodes: [top, tables, lines] };
}

/**
 * What becomes of the pixel afterwards.
 * @param {Layer} layer
 * @param {Pixel} at
 * @param {Line} line
 */
function follow(layer, at, line) {
  let v = valueAt(layer, at);
  if (layer.pools) {
    const pixel = pooled(layer, at);
    if (!pixel) return line("outside every 2 × 2 block: pooling drops it", "—");
    const block = blockOf(pixel).map((one) => valueAt(layer, one));
    v = Math.max(...block);
    line(`largest of ${block.map((b) => number(b, 2)).join(", ")}`, number(v));
  }
  if (!layer.rectifies) return;
  line(v < 0 ? "ReLU: below 0, so 0" : "ReLU: not below 0, so it stays", number(Math.max(0, v)));
}
