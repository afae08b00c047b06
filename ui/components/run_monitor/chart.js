// @ts-check
// A chart of curves over epochs, as SVG that is kept current: scales, ticks, lines, and a tip at the pointer.
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

const HEIGHT = 250, LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 40;

/**
 * The step of a scale: 1, 2 or 5 times a power of ten, so that about `count` fit into a range.
 * @param {number} range
 * @param {number} count
 */
export function stepOf(range, count) {
  const power = 10 ** Math.floor(Math.log10(range / count));
  return [1, 2, 5].map((m) => m * power).find((step) => step * count >= range * 0.999) ?? 10 * power;
}

/**
 * The multiples of a step within [low, high], each with its text.
 * @param {number} low
 * @param {number} high
 * @param {number} step
 * @returns {[number, string][]}
 */
export function ticks(low, high, step) {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = (/** @type {number} */ value) =>
    value && (step < 1e-3 || step >= 1e5) ? value.toExponential(1) : value.toFixed(places);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    .map((value) => [value, text(value)]);
}

/**
 * The scale that values are drawn on. It begins and ends with whole steps: so it, and with it all that is
 * drawn, changes seldom. Without values there is one already: the page below is moved down once, not twice.
 * @param {number[]} values
 */
export function scaleOf(values) {
  let low = 0, high = 1;
  if (values.length) [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low < 1e-6) [low, high] = [low - 0.5, high + 0.5];
  const step = stepOf(high - low, 5);
  return { low: Math.floor(low / step + 1e-9) * step, high: Math.ceil(high / step - 1e-9) * step, step };
}

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
 * A chart in a figure, as wide as that is.
 * @param {Element} figure
 */
export function createChart(figure) {
  const heading = element("b"), caption = element("figcaption", {}, heading);
  const tip = element("div", { class: "tip", hidden: "" });
  const grid = svg("g"), axis = svg("g"), lines = svg("g");
  const rule = svg("line", { class: "rule", visibility: "hidden" });
  const under = svg("text", { "text-anchor": "middle", y: HEIGHT - 4 }, "Epoch");
  const sheet = svg("svg", { role: "img" }, grid, axis, lines, rule, under);
  figure.append(caption, sheet, tip);

  /** @type {Chart | null} */
  let chart = null;
  let width = 0;
  /** @type {number | null} */
  let pointer = null; // in pixels from the left

  /**
   * @param {Chart} chart
   * @param {number} epoch
   */
  const x = (chart, epoch) => LEFT + (epoch / chart.end) * (width - LEFT - RIGHT);

  /** @param {Chart} chart */
  function draw(chart) {
    if (!width) return;
    const values = chart.series.flatMap((s) => s.points.map((p) => p[1]));
    const { low, high, step } = scaleOf(values);
    const y = (/** @type {number} */ value) =>
      (TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
    const place = (/** @type {Point} */ [epoch, value]) => `${x(chart, epoch).toFixed(1)} ${y(value)}`;
    setAttribute(grid, "class", values.length ? "" : "blank");
    each(grid, ticks(low, high, step), () => svg("g", {}, svg("path", { class: "grid" }),
      svg("text", { "text-anchor": "end", x: LEFT - 8, dy: "0.32em" })),
    ({ children: [line, text] }, [value, label]) => {
      setAttribute(line, "d", `M${LEFT} ${y(value)}H${width - RIGHT}`);
      setAttribute(text, "y", y(value));
      setText(text, label);
    });
    each(axis, ticks(0, chart.end, stepOf(chart.end, Math.min(6, width / 60))),
      () => svg("text", { "text-anchor": "middle", y: HEIGHT - BOTTOM + 18 }),
      (text, [value, label]) => {
        setAttribute(text, "x", x(chart, value).toFixed(1));
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
    point(chart);
  }

  /** The tip. @param {Chart} chart */
  function point(chart) {
    const series = chart.series.filter((s) => s.points.length);
    tip.hidden = pointer === null || !series.length;
    setAttribute(rule, "visibility", tip.hidden ? "hidden" : "visible");
    if (pointer === null || tip.hidden) return;
    const epoch = ((pointer - LEFT) / (width - LEFT - RIGHT)) * chart.end;
    const found = series.map(({ name, color, points }) => ({ name, color, value: nearest(points, epoch)[1] }));
    const at = nearest(series[0].points, epoch)[0], place = x(chart, at);
    const ends = { x1: place, x2: place, y1: TOP, y2: HEIGHT - BOTTOM };
    for (const [name, value] of Object.entries(ends)) setAttribute(rule, name, value);
    tip.replaceChildren(element("div", {}, `epoch ${at.toFixed(2)}`), ...found.map(({ name, color, value }) =>
      element("div", {}, element("span", { class: "key", style: `--ink: ${color}` }, name),
        element("span", {}, `${value.toFixed(chart.places)}\u00a0${chart.unit}`))));
    const right = place > width / 2;
    tip.style.left = right ? "" : `${place + 12}px`;
    tip.style.right = right ? `${width - place + 12}px` : "";
  }

  sheet.addEventListener("pointermove", (event) => {
    pointer = event.clientX - sheet.getBoundingClientRect().left;
    if (chart) point(chart);
  });
  sheet.addEventListener("pointerleave", () => {
    pointer = null;
    if (chart) point(chart);
  });
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
      setAttribute(sheet, "aria-label", now.alt);
      draw(now);
    },
    remove: () => size.disconnect(),
  };
}
