// @ts-check
// The rows of the list of runs: a card each, whose title is the link that covers the whole of it.
import { element, find, percent, setAttribute, setText, svg } from "../shared.js";
import { duration, parts, short } from "./filtering.js";
import { inWords, sketch } from "./sketch.js";

/**
 * @typedef {import("./filtering.js").Run} Run
 * @typedef {import("./sketch.js").Network} Network
 *
 * @typedef {object} Spark what the server says of a run beyond the list
 * @property {string} status
 * @property {number | null} accuracy
 * @property {number | null} seconds
 * @property {[number, number] | null} interval
 * @property {number} n
 * @property {[number, number][]} training [epoch, percent]
 * @property {[number, number][]} test
 */

const WIDE = 110, HIGH = 36;
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** When a run was made, as people say it. @param {number} created */
export const when = (created) => DATE.format(new Date(1000 * created));

/** @returns {HTMLLIElement} */
export function makeRow() {
  return element("li", {},
    element("label", { class: "tick", title: "Compare" },
      element("input", { type: "checkbox" })),
    svg("svg", { class: "sketch", role: "img", preserveAspectRatio: "xMinYMid meet" }),
    element("div", { class: "what" },
      element("a"), element("div", { class: "more" }), element("div", { class: "written" })),
    svg("svg", { class: "spark", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" }),
    element("div", { class: "accuracy" },
      element("strong"), element("span", { class: "best" }), element("span", { class: "status" }),
      element("div", { class: "interval" })),
    element("div", { class: "took" }));
}

/**
 * Fills a row where it shows something else than before.
 * @param {HTMLElement} row
 * @param {Run} run
 * @param {{
 *   url: string, kindOf: string, sweep: string, network: Network | undefined, spark: Spark | undefined,
 *   ticked: boolean, open: boolean, place: number, many: number,
 * }} beside
 */
export function fillRow(row, run, { url, kindOf, sweep, network, spark, ticked, open, place, many }) {
  setAttribute(row, "aria-setsize", many);
  setAttribute(row, "aria-posinset", place);
  row.classList.toggle("open", open);
  const tick = find(row, "input", HTMLInputElement), link = find(row, "a", HTMLAnchorElement);
  tick.checked = ticked;
  if (open) setAttribute(link, "aria-current", "true");
  else link.removeAttribute("aria-current");
  const key = JSON.stringify([run, kindOf, sweep, spark]);
  if (row.dataset.key === key) return;
  const same = row.dataset.id === run.id;
  row.dataset.key = key;
  row.dataset.id = run.id;
  setAttribute(tick, "aria-label", `Compare ${run.title}`);
  setAttribute(link, "href", url + encodeURIComponent(run.id));
  if (!same || link.textContent !== run.title) {
    link.replaceChildren(...parts(run.title, run.nearest).flatMap(([text, own], i) =>
      [i ? " · " : "", element(own || run.name ? "b" : "span", {}, text)]));
  }
  const told = [kindOf, run.name, sweep && `in ${sweep}`, when(run.created)];
  setText(find(row, ".more"), told.filter(Boolean).join("  ·  "));
  write(find(row, ".written"), run);
  const status = spark?.status ?? run.status, accuracy = spark?.accuracy ?? run.accuracy;
  setText(find(row, ".accuracy strong"), accuracy === undefined ? "–" : percent(accuracy, 2));
  setText(find(row, ".best"), run.best ? "★ best" : "");
  setAttribute(find(row, ".best"), "title", run.best ? `The best of all for ${kindOf.toLowerCase()}` : "");
  const interval = spark?.interval;
  setText(find(row, ".interval"), interval ? `${(100 * interval[0]).toFixed(1)} – ${percent(interval[1])}` : "");
  const items = interval ? `95 % interval; ${spark?.n.toLocaleString("en")} test items` : "";
  setAttribute(find(row, ".interval"), "title", items);
  const seconds = spark?.seconds ?? run.seconds;
  setText(find(row, ".took"), [
    seconds === undefined ? "" : duration(seconds),
    run.parameters === undefined ? "" : `${short(run.parameters)} parameters`,
  ].filter(Boolean).join("\n"));
  setText(find(row, ".status"), status === "finished" ? "" : status);
  setAttribute(find(row, ".status"), "data-status", status);
  if (!same) draw(find(row, ".sketch", SVGSVGElement), network);
  curve(find(row, ".spark", SVGSVGElement), spark);
}

/** The tags and the note. @param {HTMLElement} at @param {Run} run */
function write(at, { tags = [], note = "" }) {
  at.replaceChildren(
    ...tags.map((tag) => element("button", { type: "button", class: "tag", title: "Search for it" }, `#${tag}`)),
    ...note ? [element("span", { class: "note", title: note }, note.split("\n")[0])] : []);
}

/** @param {SVGSVGElement} at @param {Network | undefined} network */
function draw(at, network) {
  at.replaceChildren();
  if (!network) return at.removeAttribute("aria-label");
  const { width, height, marks } = sketch(network);
  setAttribute(at, "viewBox", `0 0 ${width} ${height}`);
  setAttribute(at, "aria-label", `Layers: ${inWords(network)}`);
  at.append(svg("title", {}, inWords(network)));
  for (const mark of marks) {
    for (let k = mark.sheets - 1; k >= 0; k--) {
      at.append(svg("rect", { x: mark.x + 2 * k, y: mark.y - 2 * k, width: mark.width, height: mark.height,
        class: mark.sheets > 1 || mark.width > 4 ? "maps" : "units", rx: 1 }));
    }
    if (mark.loop) {
      const [left, top, right] = [mark.x - 2, Math.max(1, mark.y - 5), mark.x + mark.width + 2];
      at.append(svg("path", { d: `M${left} ${mark.y + 4}V${top}H${right}V${mark.y + 4}`, class: "loop" }));
    }
  }
}

/** @param {SVGSVGElement} at @param {Spark | undefined} spark */
function curve(at, spark) {
  at.replaceChildren();
  const all = [...spark?.training ?? [], ...spark?.test ?? []];
  if (!spark || !all.length) return at.setAttribute("aria-hidden", "true");
  at.removeAttribute("aria-hidden");
  const last = Math.max(...all.map(([x]) => x)) || 1;
  const place = (/** @type {[number, number]} */ [x, y]) =>
    [2 + (WIDE - 6) * x / last, HIGH - 3 - (HIGH - 6) * y / 100].map((v) => v.toFixed(1));
  const line = (/** @type {[number, number][]} */ points) => points.map((p) => place(p).join(",")).join(" ");
  const first = (spark.test[0] ?? all[0])[1], end = (spark.test.at(-1) ?? all[all.length - 1])[1];
  const text = `Accuracy over ${last.toFixed(last < 10 ? 1 : 0)} epochs: from ${first.toFixed(0)} to ${end.toFixed(0)} %`;
  at.setAttribute("aria-label", text);
  at.append(svg("title", {}, text),
    svg("line", { x1: 2, x2: WIDE - 4, y1: HIGH - 3, y2: HIGH - 3, class: "zero" }),
    svg("polyline", { points: line(spark.training), class: "training" }),
    svg("polyline", { points: line(spark.test), class: "test" }));
  const newest = spark.test.at(-1);
  if (newest) {
    const [cx, cy] = place(newest);
    at.append(svg("circle", { cx, cy, r: 2.5, class: "newest" }));
  }
}
