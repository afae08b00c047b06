// @ts-check
// A scatter plot of runs, seconds or parameters against accuracy: each point is the link to its run.
import { element, percent, svg } from "../shared.js";
import { scaleOf, ticks } from "../scales.js";
import { duration, short } from "./filtering.js";

/**
 * @typedef {import("./filtering.js").Run} Run
 * @typedef {"seconds" | "parameters"} Against
 *
 * @typedef {object} Point
 * @property {Run} run
 * @property {number} x
 * @property {number} y
 */

const HIGH = 340, LEFT = 58, RIGHT = 14, TOP = 12, BOTTOM = 48;
const MARKS = [
  (/** @type {number} */ r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (/** @type {number} */ r) => `M0 ${-1.25 * r}L${1.25 * r} 0L0 ${1.25 * r}L${-1.25 * r} 0z`,
  (/** @type {number} */ r) => `M${-r} ${-r}H${r}V${r}H${-r}z`,
];

/**
 * Round numbers of a logarithmic axis: 1, 2 and 5 times each power of ten, or where these are many the
 * powers alone.
 * @param {number} low
 * @param {number} high
 */
export function logTicks(low, high) {
  const found = [], few = Math.log10(high / low) > 2.5;
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const m of few ? [1] : [1, 2, 5]) {
      const value = m * 10 ** power;
      if (value >= low * 0.999 && value <= high * 1.001) found.push(value);
    }
  }
  return found;
}

/**
 * Where the runs lie that were tested; x is logarithmic.
 * @param {Run[]} runs
 * @param {Against} against
 * @param {number} width
 * @returns {{ points: Point[], across: [number, number][], up: [number, string, number][] }} ticks with
 *   their places
 */
export function laidOut(runs, against, width) {
  const tested = runs.filter((run) => run.accuracy !== undefined && (run[against] ?? 0) > 0);
  const values = tested.map((run) => Number(run[against]));
  let [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, 0]);
  if (!tested.length) [low, high] = [1, 10];
  [low, high] = high / low < 2 ? [low / 1.5, high * 1.5] : [low / 1.12, high * 1.12];
  const x = (/** @type {number} */ v) => LEFT + (width - LEFT - RIGHT) * Math.log(v / low) / Math.log(high / low);
  const scale = scaleOf(tested.map((run) => 100 * Number(run.accuracy)));
  const y = (/** @type {number} */ v) => TOP + (HIGH - TOP - BOTTOM) * (scale.high - v) / (scale.high - scale.low);
  return {
    points: tested.map((run) => ({ run, x: x(Number(run[against])), y: y(100 * Number(run.accuracy)) })),
    across: logTicks(low, high).map((value) => [value, x(value)]),
    up: ticks(scale.low, scale.high, scale.step).map(([value, text]) => [value, text, y(value)]),
  };
}

/** The axis' title. @type {Record<Against, string>} */
const TITLES = { seconds: "Training time (s, logarithmic)", parameters: "Parameters (logarithmic)" };

/**
 * Draws the plot anew. One point is in the order of the tab key, and arrows lead to the others.
 * @param {HTMLElement} at
 * @param {Run[]} runs
 * @param {{ against: Against, url: string, kinds: [string, string][], open: string }} beside
 */
export function plot(at, runs, { against, url, kinds, open }) {
  const width = Math.max(300, at.clientWidth), { points, across, up } = laidOut(runs, against, width);
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const bottom = HIGH - BOTTOM, middle = (LEFT + width - RIGHT) / 2;
  const chart = svg("svg", { viewBox: `0 0 ${width} ${HIGH}`, height: HIGH, role: "group",
    "aria-label": `${points.length} runs: ${TITLES[against]} against test accuracy` });
  for (const [, text, y] of up) {
    chart.append(svg("line", { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: "guide" }),
      svg("text", { x: LEFT - 7, y: y + 4, "text-anchor": "end" }, text));
  }
  for (const [value, x] of across) {
    const text = against === "parameters" ? short(value).replace(".0", "") : String(value);
    chart.append(svg("line", { x1: x, x2: x, y1: TOP, y2: bottom, class: "guide" }),
      svg("text", { x, y: bottom + 18, "text-anchor": "middle" }, text));
  }
  chart.append(svg("text", { x: middle, y: HIGH - 8, "text-anchor": "middle" }, TITLES[against]),
    svg("text", { x: 0, y: 0, "text-anchor": "middle", transform: `translate(13 ${(TOP + bottom) / 2}) rotate(-90)` },
      "Test accuracy (%)"));
  const current = Math.max(0, points.findIndex(({ run }) => run.id === open));
  points.forEach(({ run, x, y }, i) => {
    const kind = kinds.findIndex(([name]) => name === run.kind);
    const size = run.seconds === undefined ? "" : `, ${duration(run.seconds)}`;
    const text = `${run.title}: ${percent(Number(run.accuracy), 2)}${size}` +
      (run.parameters === undefined ? "" : `, ${short(run.parameters)} parameters`);
    const link = svg("a", { href: url + encodeURIComponent(run.id), "data-id": run.id, "aria-label": text,
      tabindex: i === current ? 0 : -1, class: `kind-${1 + kind % MARKS.length}${run.id === open ? " open" : ""}` },
      svg("title", {}, text),
      svg("path", { d: MARKS[kind % MARKS.length](run.best ? 7 : 4.5),
        transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }));
    chart.append(link);
  });
  const legend = element("div", { class: "legend" }, ...kinds.map(([, title], k) =>
    element("span", { class: `kind-${1 + k % MARKS.length}` },
      svg("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" },
        svg("path", { d: MARKS[k % MARKS.length](4.5) })), title)));
  at.replaceChildren(legend, chart);
}

/**
 * The point that an arrow key leads to.
 * @param {number} at its place from the left
 * @param {string} key
 * @param {number} many
 */
export function stepped(at, key, many) {
  /** @type {Record<string, number>} */
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -many, End: many };
  return key in steps ? Math.max(0, Math.min(many - 1, at + steps[key])) : at;
}
