// @ts-check
// The panel of a run that trains: its buttons, progress, numbers, charts and log.
import { each, element, elsewhere, find, setAttribute, setText } from "../shared.js";
import { createChart } from "./chart.js";

/**
 * @typedef {object} Look how far a run is, as `core.runs.progress.at` says it
 * @property {string} server the process that answered
 * @property {number} turn of two looks by one server, the later one has the higher
 * @property {number} time in seconds, by the clock of the server
 * @property {string} status
 * @property {string} state what the status is called
 * @property {boolean} ended
 * @property {boolean} resumable
 * @property {boolean} weights
 * @property {number} diagnoses
 * @property {number} share that is done, 0 to 1
 * @property {string} words
 * @property {{ label: string, value: string, note: string }[]} numbers
 * @property {import("./chart.js").Chart[]} charts
 * @property {string[]} log
 *
 * @typedef {object} Description what does not change while a run trains
 * @property {string} id
 * @property {string} title
 * @property {string} url where looks are to be had
 * @property {Record<string, { label: string, url: string }>} links by "network" and "sweep"
 * @property {number} seconds from look to look
 * @property {(keyof Look)[]} watch fields whose changes the script wants to know of
 * @property {boolean} brief the progress alone
 */

/**
 * @param {ParentNode} root
 * @param {(button: string) => void} press
 */
export function createPanel(root, press) {
  const $ = (/** @type {string} */ selector) => find(root, selector);
  const link = (/** @type {string} */ name) => find(root, `.${name}`, HTMLAnchorElement);
  const title = $(".title"), state = $(".state"), words = $(".words");
  const bar = $(".bar"), done = find(bar, "div");
  const numbers = $(".numbers"), charts = $(".charts"), log = $("details");
  /** @type {ReturnType<typeof createChart>[]} */
  const drawn = [];

  for (const name of ["pause", "resume", "stop"]) $(`.${name}`).onclick = () => press(name);
  for (const name of ["sweep", "network"]) {
    link(name).onclick = (event) => {
      if (elsewhere(event)) return;
      event.preventDefault();
      press(name);
    };
  }

  return {
    /** Once for a run. @param {Description} run */
    name({ title: name, links, brief }) {
      setText($("h2"), name);
      setText($(".network span"), links.network.label);
      for (const [name, { url }] of Object.entries(links)) link(name).href = url;
      $(".sweep").hidden = !links.sweep;
      title.hidden = numbers.hidden = charts.hidden = brief;
      drawn.splice(0).forEach((chart) => chart.remove());
      charts.replaceChildren();
    },
    /**
     * @param {Look} look
     * @param {boolean} brief
     */
    show(look, brief) {
      setText(state, look.state);
      setAttribute(state, "class", `state ${look.status}`);
      $(".pause").hidden = !["queued", "running"].includes(look.status);
      $(".resume").hidden = look.status !== "paused" && !look.resumable;
      $(".stop").hidden = look.ended;
      setText(words, look.words);
      done.style.transform = `scaleX(${look.share})`;
      setAttribute(bar, "aria-valuenow", Math.round(100 * look.share));
      log.hidden = brief || !look.log.length;
      if (brief) return;
      each(numbers, look.numbers,
        () => element("div", {}, element("dt"), element("dd"), element("dd", { class: "note" })),
        ({ children: [label, value, note] }, number) => {
          setText(label, number.label);
          setText(value, number.value);
          setText(note, number.note);
        });
      look.charts.forEach((chart, i) => {
        drawn[i] ??= createChart(charts.appendChild(element("figure")));
        drawn[i].show(chart);
      });
      setText($("pre"), look.log.join("\n"));
    },
    clear: () => setText(state, ""),
    lost() {
      setText(state, "No answer");
      setText(words,
        "The server does not answer. What it has trained is kept; this page goes on when it is back.");
    },
    remove: () => drawn.forEach((chart) => chart.remove()),
  };
}
