// @ts-check
// A confusion matrix as a table: a row for each true class, a column for each answer. Its nodes stay when its
// numbers change, and the arrow keys lead through cells that can be chosen.
import { element, percent, setAttribute, setText } from "../shared.js";

/**
 * @typedef {object} Matrix
 * @property {string[]} labels of the classes
 * @property {number[][]} counts of test items by true class and answer
 */

const FEW = 12; // classes, of which there is room for figures
const NARROW = 2; // letters of labels that stand upright above their columns
const STRONGEST = 52; // % of the colour: figures are read on it, in light and dark

/**
 * The share of a row that each of its cells has, 0 to 1.
 * @param {number[][]} counts
 */
export const shares = (counts) =>
  counts.map((row) => {
    const all = row.reduce((a, b) => a + b, 0) || 1;
    return row.map((count) => count / all);
  });

/**
 * How strong the colour of each cell is, 0 to 1: right answers by their share of the row, mistakes by theirs
 * beside the commonest one. What happened at all can be seen.
 * @param {number[][]} counts
 */
export function strengths(counts) {
  const share = shares(counts);
  const most = Math.max(0.01, ...share.flatMap((row, i) => row.filter((_, k) => k !== i)));
  return share.map((row, i) =>
    row.map((value, k) => (value ? Math.min(1, 0.12 + 0.88 * (i === k ? value : value / most)) : 0)));
}

/**
 * What a cell says to who points at it, or cannot see it.
 * @param {Matrix} matrix
 * @param {number} truth
 * @param {number} said
 */
export function description({ labels, counts }, truth, said) {
  const count = counts[truth][said], share = shares([counts[truth]])[0][said];
  const items = `${count.toLocaleString("en")} item${count === 1 ? "" : "s"}`;
  return `${labels[truth]} read as ${labels[said]}: ${items}, ${percent(share)} of the row`;
}

/**
 * The cell that an arrow key leads to.
 * @param {string} key
 * @param {[number, number]} from truth and answer
 * @param {number} n classes
 * @returns {[number, number] | null} null for other keys
 */
export function next(key, [truth, said], n) {
  /** @type {Record<string, [number, number]>} */
  const steps = {
    ArrowUp: [truth - 1, said], ArrowDown: [truth + 1, said],
    ArrowLeft: [truth, said - 1], ArrowRight: [truth, said + 1],
    Home: [truth, 0], End: [truth, n - 1],
  };
  const to = steps[key];
  return to ? [Math.min(n - 1, Math.max(0, to[0])), Math.min(n - 1, Math.max(0, to[1]))] : null;
}

/**
 * A matrix in an element of its own.
 * @param {Element} root
 * @param {(truth: number, said: number) => void} [choose] what a click on a cell does, where it does something
 */
export function createMatrix(root, choose) {
  const [byCount, byShare] = ["counts", "share of row (%)"].map((name, i) => {
    const input = element("input", { type: "radio", name: "shares", ...(i ? {} : { checked: "" }) });
    return { input, label: element("label", {}, input, name) };
  });
  const frame = element("div", { class: "frame" });
  root.append(element("div", { class: "choice", role: "radiogroup", "aria-label": "Show" },
    byCount.label, byShare.label), frame);

  /** @type {Matrix | null} */
  let shown = null;
  /** @type {[number, number]} */
  let at = [0, 0];
  /** @type {HTMLElement[][]} */
  let cells = [];

  /** @param {string[]} labels */
  function build(labels) {
    const heads = labels.map((label) => element("th", { scope: "col" }, element("span", {}, label)));
    cells = labels.map(() => labels.map(() =>
      choose ? element("button", { type: "button", tabindex: "-1" }) : element("span")));
    const rows = cells.map((row, i) => element("tr", {},
      element("th", { scope: "row", title: labels[i] }, labels[i]),
      ...row.map((cell) => element("td", {}, cell))));
    cells.forEach((row, i) => row.forEach((cell, k) => {
      if (choose) cell.onclick = () => choose(i, k);
      if (choose) cell.onfocus = () => rove([i, k]);
      cell.className = i === k ? "right" : "wrong";
    }));
    const few = labels.length <= FEW, narrow = labels.every((label) => label.length <= NARROW);
    frame.replaceChildren(element("table", {
      class: `${few ? "few" : "many"} ${narrow ? "upright" : "turned"}`, translate: "no",
      "aria-label": "Confusion matrix: a row for each true class, a column for each answer",
    }, element("thead", {},
      element("tr", {}, element("th", { scope: "col" }, "True class"),
        element("th", { scope: "colgroup", colspan: labels.length }, "The network’s answer")),
      element("tr", {}, element("td"), ...heads)),
    element("tbody", {}, ...rows)));
  }

  /** @param {[number, number]} to the one cell that Tab leads to */
  function rove(to) {
    if (!choose) return;
    cells[at[0]]?.[at[1]]?.setAttribute("tabindex", "-1");
    at = to;
    cells[at[0]]?.[at[1]]?.setAttribute("tabindex", "0");
  }

  function fill() {
    const matrix = shown;
    if (!matrix) return;
    const { labels, counts } = matrix, few = labels.length <= FEW;
    const strong = strengths(counts), share = shares(counts);
    cells.forEach((row, i) => row.forEach((cell, k) => {
      const text = byShare.input.checked ? (100 * share[i][k]).toFixed(1) : String(counts[i][k]);
      setText(cell, few && counts[i][k] ? text : "");
      setAttribute(cell, "style", `--ink: ${(STRONGEST * strong[i][k]).toFixed(1)}%`);
      setAttribute(cell, "title", description(matrix, i, k));
      if (choose) setAttribute(cell, "aria-label", description(matrix, i, k));
    }));
  }

  for (const { input } of [byCount, byShare]) input.onchange = fill;
  frame.onkeydown = (event) => {
    const to = choose && next(event.key, at, cells.length);
    if (!to) return;
    event.preventDefault();
    rove(to);
    cells[to[0]][to[1]].focus();
  };

  return {
    /**
     * @param {Matrix} matrix
     * @param {[number, number] | null} [chosen] the cell that is marked
     */
    show(matrix, chosen) {
      if (JSON.stringify(shown?.labels) !== JSON.stringify(matrix.labels)) build(matrix.labels);
      shown = matrix;
      fill();
      const n = matrix.labels.length;
      cells.forEach((row, i) => row.forEach((cell, k) =>
        cell.classList.toggle("chosen", chosen?.[0] === i && chosen?.[1] === k)));
      if (n) rove(chosen ?? [Math.min(at[0], n - 1), Math.min(at[1], n - 1)]);
    },
  };
}
