// @ts-check
// The live chart: lines, bars, cells and symbols over two axes, as SVG whose nodes stay while a user types.
import { each, element, find, mounted, number, pixels, setAttribute, setText, signs, svg } from "../shared.js";
import { axisOf } from "./axes.js";
import { barPaths, linePath, nearestPlace, symbolPath } from "./marks.js";

/**
 * @typedef {object} Series
 * @property {"line" | "bars"} kind a line without width is its symbols alone
 * @property {string} name
 * @property {string} color
 * @property {(number | null)[]} y null is a gap
 * @property {number[]} [x] where the axis is not one of categories
 * @property {number} [width]
 * @property {string} [dash] as SVG has it
 * @property {string} [symbol]
 * @property {(string | null)[]} [letters] a text at each point
 * @property {boolean} [under] whether the texts stand below their points
 * @property {string[]} [colors] of each bar, where they differ
 * @property {boolean} [silent] a guide, of which the pointer learns nothing
 *
 * @typedef {object} Cells
 * @property {number[][]} values by row and column
 * @property {number} limit of the strongest colour
 *
 * @typedef {object} Data
 * @property {import("./axes.js").AxisData} x
 * @property {import("./axes.js").AxisData} y
 * @property {Series[]} series
 * @property {Cells | null} cells
 * @property {number | null} mark the category with an upright line
 * @property {number} places after the point of a value
 * @property {string} unit
 * @property {boolean} legend
 * @property {number} height in pixels
 * @property {string} alt
 */

const RIGHT = 10, TOP = 10, LINE = 13; // pixels of a line of text
const LETTER = 6.6;

/** @param {string[]} labels */
const widest = (labels) => LETTER * Math.max(2, ...labels.map((label) => label.length));

export default mounted((root) => {
  const caption = find(root, "figcaption"), tip = find(root, ".tip"), scale = find(root, ".scale");
  const grid = svg("g"), below = svg("g"), picture = svg("image", { preserveAspectRatio: "none" });
  const bars = svg("g"), lines = svg("g"), letters = svg("g", { class: "letters" });
  const zero = svg("path", { class: "zero" }), mark = svg("path", { class: "mark" });
  const xTitle = svg("text", { "text-anchor": "middle" }), yTitle = svg("text", { "text-anchor": "middle" });
  const sheet = svg("svg", {}, picture, grid, below, bars, zero, mark, lines, letters, xTitle, yTitle);
  find(root, ".sheet").append(sheet);
  const canvas = element("canvas");
  /** @type {Data | null} */
  let data = null;
  let width = 0, painted = "";
  /** @type {{ x: import("./axes.js").Axis, y: import("./axes.js").Axis, places: (([number, number] | null)[])[] } | null} */
  let drawn = null;

  /** @param {Data} data */
  function draw(data) {
    if (!width) return;
    const { height, series, cells } = data;
    const rows = data.y.labels, left = (rows ? widest(rows) : 44) + 20, bottom = LINE * (data.x.title ? 3 : 2);
    const right = width - RIGHT, floor = height - bottom;
    const xs = series.flatMap((s) => s.x ?? []), ys = series.flatMap((s) => s.y).filter((v) => v !== null);
    const anyBars = series.some((s) => s.kind === "bars");
    const x = axisOf(data.x, xs, left, right, data.x.labels ? widest(data.x.labels) + 4 : 50);
    // The first row of cells is on top.
    const y = rows ? axisOf(data.y, [], TOP, floor, LINE) : axisOf(data.y, anyBars ? [0, ...ys] : ys, floor, TOP, 34);
    setAttribute(sheet, "height", height);
    setAttribute(sheet, "viewBox", `0 0 ${width} ${height}`);
    setAttribute(sheet, "role", "img"); // not before it has a name
    setAttribute(sheet, "aria-label", data.alt);
    axes(data, x, y, left, right, floor);
    paintCells(cells, left, right - left, floor - TOP);
    const places = series.map((s) =>
      s.y.map((v, i) => v === null ? null : /** @type {[number, number]} */ ([x.at(s.x ? s.x[i] : i), y.at(v)])));
    const groups = series.filter((s) => s.kind === "bars");
    each(bars, groups.flatMap((s, k) => barPaths(s.y, k, groups.length, x, y).map((d, i) =>
      ({ d: d ?? "", ink: s.colors?.[i] ?? s.color }))),
    () => svg("path", { class: "bar" }), (path, { d, ink }) => {
      setAttribute(path, "d", d);
      setAttribute(path, "style", `--ink: ${ink}`);
    });
    each(lines, series.map((s, k) => ({ s, at: places[k] })).filter(({ s }) => s.kind === "line"),
      () => svg("g", {}, svg("path", { class: "line" }), svg("path")), (group, { s, at }) => {
        const [line, dots] = group.children;
        setAttribute(group, "style", `--ink: ${s.color}`);
        setAttribute(line, "d", s.width ? linePath(at) : "");
        setAttribute(line, "stroke-width", s.width ?? 0);
        setAttribute(line, "stroke-dasharray", s.dash || "none");
        setAttribute(dots, "class", `symbols ${s.symbol ?? ""}`);
        setAttribute(dots, "d", at.map((place) => place && symbolPath(s.symbol ?? "", place, 4)).filter(Boolean).join(""));
      });
    each(letters, series.flatMap((s, k) => (s.letters ?? []).map((text, i) => ({ s, text, place: places[k][i] }))),
      () => svg("text", { "text-anchor": "middle" }), (node, { s, text, place }) => {
        setText(node, place ? text ?? "" : "");
        setAttribute(node, "style", `--ink: ${s.color}`);
        setAttribute(node, "x", (place?.[0] ?? 0).toFixed(1));
        setAttribute(node, "y", ((place?.[1] ?? 0) + (s.under ? 20 : -9)).toFixed(1));
      });
    const at = data.mark === null ? null : x.at(data.mark).toFixed(1);
    setAttribute(mark, "d", at === null ? "" : `M${at} ${TOP}V${floor}`);
    setAttribute(zero, "d", anyBars ? `M${left} ${y.at(0).toFixed(1)}H${right}` : "");
    drawn = { x, y, places };
  }

  /**
   * @param {Data} data
   * @param {import("./axes.js").Axis} x
   * @param {import("./axes.js").Axis} y
   * @param {number} left
   * @param {number} right
   * @param {number} floor
   */
  function axes(data, x, y, left, right, floor) {
    each(grid, y.ticks, () => svg("g", {}, svg("path", { class: "grid" }),
      svg("text", { "text-anchor": "end", dy: "0.32em" })),
    ({ children: [line, text] }, [value, label]) => {
      setAttribute(line, "d", data.y.labels ? "" : `M${left} ${y.at(value).toFixed(1)}H${right}`);
      setAttribute(text, "x", left - 6);
      setAttribute(text, "y", y.at(value).toFixed(1));
      setText(text, label);
    });
    each(below, x.ticks, () => svg("text", { "text-anchor": "middle" }), (text, [value, label]) => {
      setAttribute(text, "x", x.at(value).toFixed(1));
      setAttribute(text, "y", floor + LINE + 3);
      setText(text, label);
    });
    setText(xTitle, data.x.title);
    setAttribute(xTitle, "x", (left + right) / 2);
    setAttribute(xTitle, "y", floor + 2 * LINE + 8);
    setText(yTitle, data.y.title);
    setAttribute(yTitle, "transform", `translate(11 ${(TOP + floor) / 2}) rotate(-90)`);
  }

  /**
   * @param {Cells | null} cells
   * @param {number} left
   * @param {number} wide
   * @param {number} high
   */
  function paintCells(cells, left, wide, high) {
    scale.hidden = !cells;
    setAttribute(picture, "visibility", cells ? "visible" : "hidden");
    if (!cells) return;
    const key = JSON.stringify(cells);
    if (key !== painted) {
      painted = key;
      [canvas.width, canvas.height] = [cells.values[0].length, cells.values.length];
      const image = pixels(cells.values.flat(), cells.limit, signs(scale));
      canvas.getContext("2d")?.putImageData(new ImageData(image, canvas.width, canvas.height), 0, 0);
      setAttribute(picture, "href", canvas.toDataURL());
      const [low, high] = scale.querySelectorAll("span");
      setText(low, number(-cells.limit, 2));
      setText(high, number(cells.limit, 2));
    }
    for (const [name, value] of Object.entries({ x: left, y: TOP, width: wide, height: high })) {
      setAttribute(picture, name, value);
    }
  }

  /** @param {Data} data */
  function legend({ series, legend }) {
    each(caption, legend ? series : [], () => element("span", {},
      svg("svg", { viewBox: "0 0 26 12", "aria-hidden": "true" }, svg("path", { class: "line" }), svg("path")),
      element("b", { style: "font-weight: 400" })),
    ({ children: [key, name] }, { kind, color, dash, symbol, width, name: text }) => {
      const [line, dot] = key.children;
      setAttribute(key, "style", `--ink: ${color}`);
      setAttribute(line, "d", kind === "line" && width ? "M0 6H26" : "");
      setAttribute(line, "stroke-width", width ?? 0);
      setAttribute(line, "stroke-dasharray", dash || "none");
      setAttribute(dot, "class", `symbols ${symbol ?? ""}`);
      setAttribute(dot, "d", kind === "bars" ? "M7 1h12v10h-12z" : symbolPath(symbol ?? "", [13, 6], 4));
      setText(name, text);
    });
  }

  /**
   * What is at a place: a heading, and names with their values.
   * @param {Data} data
   * @param {[number, number]} pointer
   * @returns {{ heading: string, rows: [string, string, string][] } | null}
   */
  function found(data, pointer) {
    if (!drawn) return null;
    const { x, y, places } = drawn;
    const text = (/** @type {number} */ v) => `${number(v, data.places)}${data.unit && "\u00a0"}${data.unit}`;
    const column = x.category(pointer[0]);
    if (data.cells && data.x.labels && data.y.labels) {
      const row = y.category(pointer[1]);
      const heading = `${data.x.labels[column]}, ${data.y.title.toLowerCase()} ${data.y.labels[row]}`;
      return { heading, rows: [["", "", text(data.cells.values[row][column])]] };
    }
    const told = data.series.filter((s) => !s.silent);
    if (data.x.labels) {
      const rows = told.filter((s) => s.y[column] !== null && s.y[column] !== undefined)
        .map((s) => /** @type {[string, string, string]} */ ([s.name, s.colors?.[column] ?? s.color, text(s.y[column] ?? 0)]));
      return rows.length ? { heading: data.x.labels[column], rows } : null;
    }
    for (const s of told) {
      const i = nearestPlace(places[data.series.indexOf(s)], pointer, 24);
      if (i < 0) continue;
      const value = s.letters ? `after ${s.letters[i] ?? "the same letters"}` : `${text(s.x?.[i] ?? 0)}, ${text(s.y[i] ?? 0)}`;
      return { heading: "", rows: [[s.name, s.color, value]] };
    }
    return null;
  }

  sheet.addEventListener("pointermove", (event) => {
    const box = sheet.getBoundingClientRect();
    /** @type {[number, number]} */
    const pointer = [event.clientX - box.left, event.clientY - box.top];
    const at = data && found(data, pointer);
    tip.hidden = !at;
    if (!at) return;
    tip.replaceChildren(...(at.heading ? [element("div", {}, at.heading)] : []), ...at.rows.map(([name, ink, value]) =>
      element("div", {}, ...(name ? [element("span", { class: "key", style: `--ink: ${ink}` }, name)] : []),
        element("span", {}, value))));
    const far = pointer[0] > width / 2;
    tip.style.left = far ? "" : `${pointer[0] + 14}px`;
    tip.style.right = far ? `${width - pointer[0] + 14}px` : "";
  });
  sheet.addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
  const size = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (data) draw(data);
  });
  size.observe(find(root, ".sheet"));

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      data = component.data;
      caption.hidden = !data.legend;
      legend(data);
      draw(data);
    },
    remove: () => size.disconnect(),
  };
});
