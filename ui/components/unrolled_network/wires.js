// @ts-check
// The unrolled network's lines: one-hot letters, cells, the states' way from one to the next, and to the answer.

import { svg } from "../shared.js";
import { readFrom } from "./plan.js";

/**
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./plan.js").Row} Row
 *
 * @typedef {object} Measures in screen pixels
 * @property {number} left of the first column
 * @property {number} wide a column
 * @property {number} end where the answer begins
 */

/**
 * @param {Plan} plan
 * @param {Measures} measures
 * @param {string} alphabet with the marks behind it, where there are any
 * @param {{ readout: string, shortcut: boolean, called: string }} how
 */
export function wiresOf(plan, { left, wide, end }, alphabet, { readout, shortcut, called }) {
  const { rows, columns, bare } = plan;
  const x = (/** @type {number} */ column) => left + (column + 0.5) * wide;
  const line = (/** @type {string} */ d, kind = "wire") => svg("path", { d, class: kind });
  const middle = (/** @type {Row} */ row) => row.top + row.height / 2;
  const cells = rows.filter(({ part }) => part === "cell");
  const below = (/** @type {Row} */ row) => rows[rows.indexOf(row) + 1];
  const drawn = [];
  for (const row of rows) {
    const next = below(row), last = columns.length - (bare && !["letter", "one-hot"].includes(row.part) ? 1 : 0);
    columns.forEach((column, i) => {
      if (row.part === "letter") {
        drawn.push(svg("text", { x: x(i), y: row.top + 19, class: column.mark ? "letter mark" : "letter" }, column.text));
      }
      if (row.part === "one-hot") drawn.push(...oneHot(row, column, x(i), wide, alphabet));
      if (i >= last) return;
      if (row.part === "relu") drawn.push(box(row, x(i), Math.min(44, wide - 6), row.title === "ReLU" ? "ReLU" : "+ ReLU", "relu"));
      if (row.part === "cell") {
        drawn.push(box(row, x(i), Math.min(56, wide - (columns.length > 1 ? 12 : 0)), wide > 40 ? called : "", "cell"));
        const to = row.back ? i - 1 : i + 1;
        if (to >= 0 && to < last) {
          const half = Math.min(28, wide / 2 - 6), way = row.back ? -1 : 1;
          drawn.push(line(`M${x(i) + way * half} ${middle(row)}H${x(to) - way * half}`, "wire state"),
            svg("path", { class: "head", d: head(x(to) - way * half, middle(row), way) }));
        }
      }
      const down = row.part === "letter" || row.part === "one-hot" || row.part === "relu" || row.part === "table" || row.part === "cell";
      if (down && next && !(row.part === "cell" && next.part === "cell" && next.way !== row.way)) {
        drawn.push(line(`M${x(i)} ${row.top + row.height}V${next.top}`));
      }
      // The second direction reads the same letters: past the first one's cells.
      if (row.part === "cell" && row.way && row === cells.find(({ way }) => way)) {
        const source = rows[rows.findIndex(({ part }) => part === "cell") - 1];
        const aside = x(i) - Math.min(32, wide / 2 - 2);
        drawn.push(line(`M${x(i)} ${source.top + source.height + 5}H${aside}V${middle(row)}H${x(i) - Math.min(28, wide / 2 - 6)}`, "wire aside"));
      }
    });
    if (row.part === "state") {
      for (const i of readFrom(plan, row, readout)) {
        drawn.push(line(`M${x(i)} ${row.top + row.height}v5H${end}`, "wire read"));
      }
      drawn.push(svg("path", { class: "head", d: head(end, row.top + row.height + 5, 1) }));
    }
  }
  const table = rows.find(({ part }) => part === "table");
  if (table && (shortcut || bare)) {
    const from = bare ? [columns.length - 1] : columns.map((_, i) => i), y = table.top - 6;
    for (const i of from) drawn.push(line(`M${x(i)} ${y}H${end}`, "wire read"));
    drawn.push(svg("path", { class: "head", d: head(end, y, 1) }),
      svg("text", { x: end - 2, y: y - 4, class: "said" }, bare ? "the last letter" : "shortcut"));
  }
  return drawn;
}

/** @param {number} x @param {number} y @param {number} way 1 to the right, -1 to the left */
const head = (x, y, way) => `M${x} ${y}l${-5 * way} -3v6z`;

/** @param {Row} row @param {number} x @param {number} width @param {string} words @param {string} kind */
function box(row, x, width, words, kind) {
  const size = Math.max(8, width);
  return svg("g", { class: kind }, svg("rect", { x: x - size / 2, y: row.top, width: size, height: row.height, rx: 6 }),
    svg("text", { x, y: row.top + row.height / 2 + 4 }, words));
}

/**
 * @param {Row} row
 * @param {import("./plan.js").Column} column
 * @param {number} x
 * @param {number} wide
 * @param {string} alphabet
 */
function oneHot(row, { text, grams }, x, wide, alphabet) {
  const each = row.height / alphabet.length, at = alphabet.indexOf(text === "␣" ? " " : text);
  const size = Math.min(12, wide - 6), left = x - size / 2;
  /** @type {SVGElement[]} */
  const parts = [svg("rect", { class: "hot", x: left, y: row.top, width: size, height: row.height, rx: 2 })];
  if (at >= 0) parts.push(svg("rect", { class: "one", x: left - 1, y: row.top + at * each - 0.5, width: size + 2, height: each + 1 }));
  if (wide >= 44) {
    grams.forEach((gram, k) => parts.push(svg("text", { class: "gram", x: left + size + 3, y: row.top + 12 + 12 * k }, gram)));
  }
  return parts;
}
