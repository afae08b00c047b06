// @ts-check
// The panel of a run, while it trains and once it has ended: buttons, progress or what came of it, numbers,
// charts, confusion matrix and log. Nothing in it is made anew when the run ends.
import { createMatrix } from "../confusion_matrix/matrix.js";
import { each, element, elsewhere, find, setAttribute, setText } from "../shared.js";
import { createChart } from "./chart.js";

/**
 * @typedef {object} Look how far a run is, as `look` of `payload.py` says it
 * @property {string} server the process that answered
 * @property {number} turn of two looks by one server, the later one has the higher
 * @property {number} time in seconds, by the clock of the server
 * @property {string} status
 * @property {string} state what the status is called
 * @property {boolean} ended
 * @property {boolean} resumable
 * @property {boolean} weights
 * @property {number} diagnoses
 * @property {string[]} doctor titles of those that stand
 * @property {number[]} snapshots steps at which its weights were kept
 * @property {number} share that is done, 0 to 1
 * @property {string} words where it is, or what came of it
 * @property {string} figure the shortest that says so
 * @property {string} next of an ended run, the button that comes first: "ask", "again", "resume" or ""
 * @property {string} again what training with other settings is called, "" where there is nothing to change
 * @property {{ label: string, value: string, note: string }[]} numbers
 * @property {import("./chart.js").Chart[]} charts
 * @property {string[]} log
 * @property {(import("../confusion_matrix/matrix.js").Matrix & { remark: string }) | null} matrix
 *
 * @typedef {object} Description what does not change
 * @property {string} id
 * @property {string} title
 * @property {string} url where looks are to be had
 * @property {string} control where to POST to, with the command in {}'s place
 * @property {string} network where a description of its network is to be had
 * @property {Record<string, { label: string, url: string }>} links by "ask", "mistakes", "sweep" and files
 * @property {string} invitation what to do with the trained network
 * @property {number} seconds from look to look
 * @property {(keyof Look)[]} watch fields whose changes the script wants to know of
 * @property {boolean} brief the progress alone
 * @property {boolean} form whether the form of the next run stands on the page
 * @property {boolean} matrix_open
 */

const BUTTONS = ["form", "pause", "resume", "stop", "again"];
const LINKS = ["sweep", "ask", "mistakes"];
const FILES = ["curves", "confusion"];
const HIGH = 250, LOW = 150; // screen pixels of a chart; low ones leave room for the network above them

/**
 * Which of the buttons and links are there, and the one that comes first.
 * @param {Look} look
 * @param {boolean} form
 * @returns {{ shown: string[], primary: string }}
 */
export function offers(look, form) {
  const { status, ended, resumable, weights, next, again } = look;
  const shown = [];
  if (["queued", "running"].includes(status)) shown.push("pause");
  if (status === "paused" || resumable) shown.push("resume");
  if (!ended) shown.push("stop");
  if (!ended || weights) shown.push("ask");
  if (ended && form) shown.push("form");
  if (ended && again) shown.push("again");
  return { shown, primary: ended && shown.includes(next) ? next : "" };
}

/**
 * @param {ParentNode} root
 * @param {(button: string) => void} press
 * @param {() => void} opened the matrix, of which there may be news
 */
export function createPanel(root, press, opened) {
  const $ = (/** @type {string} */ selector) => find(root, selector);
  const link = (/** @type {string} */ name) => find(root, `.${name}`, HTMLAnchorElement);
  const title = $(".title"), state = $(".state"), words = $(".words");
  const bar = $(".bar"), done = find(bar, "div");
  const numbers = $(".numbers"), charts = $(".charts"), log = $(".log");
  const table = find(root, ".matrix", HTMLDetailsElement);
  const matrix = createMatrix($(".cells"), (truth, said) => press(`mistakes ${truth} ${said}`));
  /** @type {ReturnType<typeof createChart>[]} */
  const drawn = [];
  /** @type {Description | null} */
  let about = null;
  let offered = "";

  for (const name of BUTTONS) $(`.${name}`).onclick = () => press(name);
  for (const name of LINKS) {
    link(name).onclick = (event) => {
      if (elsewhere(event)) return;
      event.preventDefault();
      press(name);
    };
  }
  table.ontoggle = () => table.open && opened();

  /** @param {Look} look */
  function offer(look) {
    const { shown, primary } = offers(look, !!about?.form);
    const key = JSON.stringify([shown, primary, look.again, about?.id]);
    if (key === offered) return;
    offered = key;
    for (const name of ["form", "pause", "resume", "stop", "ask", "again"]) {
      const one = $(`.${name}`);
      one.hidden = !shown.includes(name);
      one.classList.toggle("primary", name === primary);
    }
    setText($(".ask span"), primary === "ask" ? about?.invitation ?? "" : about?.links.ask.label ?? "");
    setText($(".again span"), look.again);  }

  /** @param {Look["matrix"]} found */
  function showMatrix(found) {
    if (!found) return; // not asked for, or not there yet
    $(".none").hidden = true;
    $(".cells").hidden = !found.labels.length;
    if (found.labels.length) matrix.show(found);
    setText($(".remark"), found.remark);
  }

  return {
    /** Whether the matrix is looked at. */
    get matrixOpen() {
      return table.open;
    },
    /** A user may rename it. @param {string} title */
    rename: (title) => setText($("h2"), title),
    /** Once for a run. @param {Description & Look} run */
    name(run) {
      about = run;
      const { links, brief, ended } = run;
      for (const [name, { label, url }] of Object.entries(links)) {
        link(name).href = url;
        if (name !== "ask") setText(link(name), label);
      }
      $(".sweep").hidden = !links.sweep;
      title.parentElement?.classList.toggle("low", run.form);
      title.hidden = numbers.hidden = charts.hidden = table.hidden = brief;
      for (const one of root.querySelectorAll(".files")) /** @type {HTMLElement} */ (one).hidden = brief;
      drawn.splice(0).forEach((chart) => chart.remove());
      charts.replaceChildren();
      $(".none").hidden = false;
      $(".cells").hidden = true;
      setText($(".remark"), "");
      table.open = run.matrix_open;
      log.toggleAttribute("open", !ended);
    },
    /**
     * @param {Look} look
     * @param {boolean} brief
     */
    show(look, brief) {
      setText(state, look.state);
      setAttribute(state, "class", `state ${look.status}`);
      setAttribute(words, "aria-live", look.ended ? "polite" : "off"); // what came of it is read out
      setText(words, look.words);
      done.style.transform = `scaleX(${look.share})`;
      setAttribute(bar, "aria-valuenow", Math.round(100 * look.share));
      setAttribute(bar, "class", `bar ${look.status}`);
      log.hidden = brief || !look.log.length;
      if (brief) return;
      offer(look);
      for (const name of ["mistakes", "confusion"]) link(name).hidden = !look.ended || !look.matrix?.labels.length;
      each(numbers, look.numbers,
        () => element("div", {}, element("dt"), element("dd"), element("dd", { class: "note" })),
        ({ children: [label, value, note] }, number) => {
          setText(label, number.label);
          setText(value, number.value);
          setText(note, number.note);
        });
      look.charts.forEach((chart, i) => {
        drawn[i] ??= createChart(charts.appendChild(element("figure")), about?.form ? LOW : HIGH);
        drawn[i].show(chart);
      });
      showMatrix(look.matrix);
      setText($("pre"), look.log.join("\n"));
    },
    clear: () => setText(state, ""),
    lost() {
      setText(state, "No answer");
      setText(words,
        "The server does not answer. What it has trained is kept; this page goes on when it is back.");
    },
    gone() {
      offered = "";
      setText(state, "Deleted");
      setAttribute(state, "class", "state failed");
      setText(words, "This run was deleted. What is shown is the last that was known of it.");
      for (const name of [...BUTTONS, ...LINKS, ...FILES]) $(`.${name}`).hidden = true;
    },
    remove: () => drawn.forEach((chart) => chart.remove()),
  };
}
