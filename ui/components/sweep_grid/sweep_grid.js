// @ts-check
// A sweep's cells as a table. Its nodes stay while it fills in: a cell that has the focus keeps it.
import { element, elsewhere, find, mounted, setText } from "../shared.js";

/**
 * @typedef {object} Cell
 * @property {string} id of its run, "" before there is one
 * @property {string} status
 * @property {string} text
 * @property {number | null} value what its colour stands for
 * @property {string} title
 *
 * @typedef {object} Data
 * @property {string} url of a run's page, without the run's id
 * @property {string} label of the table
 * @property {string[]} head
 * @property {{ labels: string[], cells: Cell[], mean: string }[]} rows
 * @property {[number, number]} ink the values of no colour and of full colour
 */

/** @type {Record<string, string>} */
const SIGNS = { queued: "·", paused: "⏸", stopped: "■", failed: "✕", impossible: "✕", interrupted: "⏻" };

const USE = "Use these settings";

/** What a cell says: its number, else a sign for its status. @param {Cell} cell */
export const textOf = (cell) => cell.text || SIGNS[cell.status] || "…";

/**
 * How strong the colour of a value is, 0 to 1.
 * @param {number | null} value
 * @param {[number, number]} ink
 */
export function strength(value, [low, high]) {
  if (value === null) return 0;
  return high > low ? (value - low) / (high - low) : 1;
}

/** Equal for tables that have the same nodes. @param {Data} data */
export const shapeOf = ({ head, rows }) =>
  JSON.stringify([head, rows.map((row) => [row.labels, row.cells.map((cell) => !!cell.id)])]);

/** @param {Data} data */
function table(data) {
  const lines = data.rows.map((row) =>
    element("tr", {},
      ...row.labels.map((label) => element("th", { scope: "row" }, label)),
      ...row.cells.map((cell) => element("td", {}, element(cell.id ? "a" : "span"),
        ...(cell.id ? [element("button", { type: "button", class: "use", title: USE })] : []))),
      element("td", {}, element("span", { class: "mean" }))));
  const head = element("tr", {}, ...data.head.map((name) => element("th", {}, name)));
  return element("table", { "aria-label": data.label },
    element("thead", {}, head), element("tbody", {}, ...lines));
}

export default mounted((root) => {
  const frame = find(root, ".frame");
  let shape = "";
  /** @type {import("../shared.js").Component<Data>} */
  let latest;

  /**
   * @param {HTMLElement} shown
   * @param {Cell} cell
   */
  function fill(shown, cell) {
    const { ink, url } = latest.data;
    const key = JSON.stringify([cell, ink]);
    if (shown.dataset.key === key) return;
    shown.dataset.key = key;
    shown.className = cell.status;
    shown.textContent = textOf(cell);
    shown.title = cell.title;
    shown.setAttribute("aria-label", cell.title);
    shown.style.setProperty("--ink", strength(cell.value, ink).toFixed(3));
    if (!(shown instanceof HTMLAnchorElement)) return shown.setAttribute("tabindex", "0");
    const use = /** @type {HTMLElement} */ (shown.nextElementSibling);
    use.setAttribute("aria-label", `${USE}: ${cell.title}`);
    use.onclick = () => latest.setTriggerValue("use", cell.id);
    shown.href = url + encodeURIComponent(cell.id);
    shown.onclick = (event) => {
      if (elsewhere(event)) return;
      event.preventDefault();
      latest.setTriggerValue("open", cell.id);
    };
  }

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      const { data } = component;
      const wanted = shapeOf(data);
      if (wanted !== shape) frame.replaceChildren(table(data));
      shape = wanted;
      const lines = frame.querySelectorAll("tbody tr");
      data.rows.forEach((row, r) => {
        /** @type {NodeListOf<HTMLElement>} */
        const places = lines[r].querySelectorAll("td > :first-child");
        row.cells.forEach((cell, c) => fill(places[c], cell));
        setText(places[row.cells.length], row.mean);
      });
    },
  };
});
