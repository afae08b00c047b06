// @ts-check
// A chart of curves over epochs, as SVG that is kept current: lines, a tip at the pointer, and a drag over
// some epochs to see them closer.
import { scaleOf, stepOf, ticks } from "../scales.js";
import { each, element, setAttribute, setText, svg } from "../shared.js";

/**
 * @typedef {[number, number]} Point epoch and value
 * @typedef {object} Series
 * @property {string} name
 * @property {string} color
 * @property {boolean} dots else a fine line
 * @property {Point[]} points
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} unit
 * @property {number} end of the axis, in epochs
 * @property {number} places after the point of a value
 * @property {string} alt
 * @property {Series[]} series
 */

const LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 40;
const DRAG = 6; // pixels: less is a click
let charts = 0;

/**
 * The path of a line through places, and that of a dot at each, which is a line of no length.
 * @param {string[]} places each "x y"
 */
export const paths = (places) => ({
  line: places.length ? "M" + places.join("L") : "",
  dots: places.map((place) => `M${place}h0`).join(""),
});

/**
 * The point whose epoch is nearest.
 * @param {Point[]} points at least one
 * @param {number} epoch
 */
export const nearest = (points, epoch) =>
  points.reduce((a, b) => (Math.abs(b[0] - epoch) < Math.abs(a[0] - epoch) ? b : a));

/**
 * The values of points that are seen between two epochs; of all, where none is.
 * @param {Point[]} points
 * @param {[number, number]} view
 */
export function seen(points, [from, to]) {
  const inside = points.filter(([epoch]) => epoch >= from && epoch <= to);
  return (inside.length ? inside : points).map(([, value]) => value);
}

/**
 * The epochs between two ends of a drag, from left to right and within the axis; null for a click.
 * @param {number} start in pixels
 * @param {number} now
 * @param {(pixels: number) => number} epochOf
 * @param {number} end of the axis
 * @returns {[number, number] | null}
 */
export function dragged(start, now, epochOf, end) {
  if (Math.abs(now - start) < DRAG) return null;
  const [from, to] = [start, now].sort((a, b) => a - b).map((x) => Math.min(end, Math.max(0, epochOf(x))));
  return to > from ? [from, to] : null;
}

/**
 * A chart in a figure, as wide as that is.
 * @param {Element} figure
 * @param {number} height in screen pixels
 */
export function createChart(figure, height) {
  const heading = element("b"), caption = element("figcaption", {}, heading);
  const whole = element("button", { type: "button", class: "whole", hidden: "" }, "Whole run");
  const tip = element("div", { class: "tip", hidden: "" });
  const id = `plot-${++charts}`, clip = svg("rect", { x: LEFT, y: 0, height: height - BOTTOM + 4 });
  const grid = svg("g"), axis = svg("g"), lines = svg("g");
  const rule = svg("line", { class: "rule", visibility: "hidden" });
  const brush = svg("rect", { class: "brush", y: TOP, height: height - TOP - BOTTOM, visibility: "hidden" });
  const under = svg("text", { "text-anchor": "middle", y: height - 4 }, "Epoch");
  const sheet = svg("svg", { style: `height: ${height}px` }, svg("clipPath", { id }, clip), grid, axis, lines, rule, brush, under);
  figure.append(caption, sheet, tip, whole);

  /** @type {Chart | null} */
  let chart = null;
  let width = 0;
  /** @type {number | null} */
  let pointer = null; // in pixels from the left
  /** @type {number | null} */
  let start = null; // of a drag, likewise
  /** @type {[number, number] | null} */
  let zoomed = null; // the epochs that are looked at closer

  /** @param {Chart} chart */
  function axisOf(chart) {
    const [from, to] = zoomed ?? [0, chart.end];
    const perEpoch = (width - LEFT - RIGHT) / (to - from);
    return {
      x: (/** @type {number} */ epoch) => LEFT + (epoch - from) * perEpoch,
      epoch: (/** @type {number} */ x) => from + (x - LEFT) / perEpoch,
      view: /** @type {[number, number]} */ ([from, to]),
    };
  }

  /** @param {Chart} chart */
  function draw(chart) {
    if (!width) return;
    const { x, view } = axisOf(chart);
    const values = chart.series.flatMap(({ points }) =>
      zoomed ? seen(points, view) : points.map((p) => p[1]));
    const { low, high, step } = scaleOf(values);
    const y = (/** @type {number} */ value) =>
      (TOP + ((high - value) / (high - low)) * (height - TOP - BOTTOM)).toFixed(1);
    const place = (/** @type {Point} */ [epoch, value]) => `${x(epoch).toFixed(1)} ${y(value)}`;
    setAttribute(clip, "width", width - LEFT - RIGHT);
    setAttribute(lines, "clip-path", zoomed ? `url(#${id})` : "none");
    setAttribute(grid, "class", values.length ? "" : "blank");
    each(grid, ticks(low, high, step), () => svg("g", {}, svg("path", { class: "grid" }),
      svg("text", { "text-anchor": "end", x: LEFT - 8, dy: "0.32em" })),
    ({ children: [line, text] }, [value, label]) => {
      setAttribute(line, "d", `M${LEFT} ${y(value)}H${width - RIGHT}`);
      setAttribute(text, "y", y(value));
      setText(text, label);
    });
    each(axis, ticks(...view, stepOf(view[1] - view[0], Math.min(6, width / 60))),
      () => svg("text", { "text-anchor": "middle", y: height - BOTTOM + 18 }),
      (text, [value, label]) => {
        setAttribute(text, "x", x(value).toFixed(1));
        setText(text, label);
      });
    setAttribute(under, "x", ((LEFT + width - RIGHT) / 2).toFixed(1));
    each(lines, chart.series,
      () => svg("g", {}, svg("path", { class: "line" }), svg("path", { class: "dots" })),
      (group, { color, dots, points }) => {
        const [line, marks] = group.children, drawn = paths(points.map(place));
        setAttribute(group, "style", `--ink: ${color}`);
        setAttribute(line, "class", dots ? "line" : "line fine");
        setAttribute(line, "d", drawn.line);
        setAttribute(marks, "d", dots ? drawn.dots : "");
      });
    whole.hidden = !zoomed;
    point(chart);
  }

  /** The tip. @param {Chart} chart */
  function point(chart) {
    const series = chart.series.filter((s) => s.points.length);
    tip.hidden = pointer === null || !series.length;
    setAttribute(rule, "visibility", tip.hidden ? "hidden" : "visible");
    if (pointer === null || tip.hidden) return;
    const { x, epoch: epochOf } = axisOf(chart), epoch = epochOf(pointer);
    const found = series.map(({ name, color, points }) => ({ name, color, value: nearest(points, epoch)[1] }));
    const at = nearest(series[0].points, epoch)[0], place = x(at);
    const ends = { x1: place, x2: place, y1: TOP, y2: height - BOTTOM };
    for (const [name, value] of Object.entries(ends)) setAttribute(rule, name, value);
    tip.replaceChildren(element("div", {}, `epoch ${at.toFixed(2)}`), ...found.map(({ name, color, value }) =>
      element("div", {}, element("span", { class: "key", style: `--ink: ${color}` }, name),
        element("span", {}, `${value.toFixed(chart.places)}\u00a0${chart.unit}`))));
    const right = place > width / 2;
    tip.style.left = right ? "" : `${place + 12}px`;
    tip.style.right = right ? `${width - place + 12}px` : "";
  }

  /** @param {[number, number] | null} view */
  function look(view) {
    zoomed = view;
    if (chart) draw(chart);
  }

  /** @param {MouseEvent} event */
  const left = (event) => event.clientX - sheet.getBoundingClientRect().left;

  sheet.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return; // a finger scrolls the page
    start = left(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault(); // no text is to be chosen
  });
  sheet.addEventListener("pointermove", (event) => {
    pointer = left(event);
    if (start !== null) {
      setAttribute(brush, "x", Math.min(start, pointer));
      setAttribute(brush, "width", Math.abs(pointer - start));
      setAttribute(brush, "visibility", "visible");
    }
    if (chart) point(chart);
  });
  sheet.addEventListener("pointerup", (event) => {
    const view = chart && start !== null && dragged(start, left(event), axisOf(chart).epoch, chart.end);
    start = null;
    setAttribute(brush, "visibility", "hidden");
    if (view) look(view);
  });
  sheet.addEventListener("pointerleave", () => {
    pointer = null;
    if (chart) point(chart);
  });
  sheet.addEventListener("dblclick", () => look(null));
  whole.addEventListener("click", () => look(null));
  const size = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (chart) draw(chart);
  });
  size.observe(sheet);

  return {
    /** @param {Chart} now */
    show(now) {
      chart = now;
      setText(heading, now.title);
      while (caption.children.length > now.series.length + 1) caption.lastElementChild?.remove();
      now.series.forEach(({ name, color }, i) => {
        const key = caption.children[i + 1] ?? caption.appendChild(element("span", { class: "key" }));
        setText(key, name);
        setAttribute(key, "style", `--ink: ${color}`);
      });
      setAttribute(sheet, "role", "img"); // not before it has a name
      setAttribute(sheet, "aria-label", now.alt);
      draw(now);
    },
    remove: () => size.disconnect(),
  };
}
