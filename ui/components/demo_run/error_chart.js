// @ts-check
// A chart of the share of wrong answers, on a logarithmic axis: where a network gets good, the last one in a
// hundred is as much to see as the first nine in ten.

import { each, percent, setAttribute, setText, svg } from "../shared.js";

/** @typedef {[number, number]} Point items seen, and the share of wrong answers */

/**
 * @typedef {object} Curves
 * @property {Point[]} training
 * @property {Point[]} tests
 * @property {number} total items that will have been seen
 * @property {number} before the share of wrong answers of the network that was there before
 */

const LEFT = 38, RIGHT = 6, TOP = 8, BOTTOM = 18, HEIGHT = 132;
const LOWEST = 0.005; // what is less stands there

/**
 * How far down a share stands: 0 for all wrong, 1 for `LOWEST`.
 * @param {number} share
 */
export const depth = (share) => Math.log(Math.max(LOWEST, Math.min(1, share))) / Math.log(LOWEST);

/** @param {Point[]} points @param {(point: Point) => string} place */
const path = (points, place) => points.length ? `M${points.map(place).join("L")}` : "";

/**
 * A chart in an empty SVG element, as wide as that is.
 * @param {SVGSVGElement} sheet
 */
export function errorChart(sheet) {
  const grid = svg("g"), before = svg("path", { class: "before" });
  const name = svg("text", { class: "name", x: LEFT + 2 });
  const training = svg("path", { class: "training" }), tests = svg("path", { class: "tests" });
  const dots = svg("path", { class: "dots" }), under = svg("text", { y: HEIGHT - 3, "text-anchor": "end" });
  sheet.append(grid, before, training, tests, dots, name, under);

  /** @type {Curves | null} */
  let shown = null;
  let width = 0;

  function draw() {
    if (!shown || !width) return;
    const { total } = shown, wide = width - LEFT - RIGHT, high = HEIGHT - TOP - BOTTOM;
    const y = (/** @type {number} */ share) => (TOP + high * depth(share)).toFixed(1);
    const place = (/** @type {Point} */ [seen, share]) => `${(LEFT + wide * seen / total).toFixed(1)} ${y(share)}`;
    each(grid, [1, 0.1, 0.01], () => svg("g", {}, svg("path"), svg("text", { x: LEFT - 6, "text-anchor": "end", dy: "0.32em" })),
      ({ children: [line, text] }, share) => {
        setAttribute(line, "d", `M${LEFT} ${y(share)}H${width - RIGHT}`);
        setAttribute(text, "y", y(share));
        setText(text, percent(share, 0));
      });
    setAttribute(before, "d", `M${LEFT} ${y(shown.before)}H${width - RIGHT}`);
    setAttribute(name, "y", Number(y(shown.before)) + 14); // where no curve has been so early
    setText(name, `the first network: ${percent(shown.before)}`);
    setAttribute(training, "d", path(shown.training, place));
    setAttribute(tests, "d", path(shown.tests, place));
    setAttribute(dots, "d", shown.tests.map((point) => `M${place(point)}h0`).join(""));
    setAttribute(under, "x", width - RIGHT);
    setText(under, `${total.toLocaleString("en").replaceAll(",", "\u202f")} images seen`);
  }

  const size = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    draw();
  });
  size.observe(sheet);

  return {
    /** @param {Curves} now */
    show(now) {
      shown = now;
      const last = now.tests.at(-1), first = `that of the first network is ${percent(now.before)}`;
      setAttribute(sheet, "aria-label",
        last ? `Share of wrong answers: ${percent(last[1])} in the last test; ${first}` : `Share of wrong answers: no test yet; ${first}`);
      draw();
    },
    remove: () => size.disconnect(),
  };
}
