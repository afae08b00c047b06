// @ts-check
// The picture of a digits network on its train page: built with + and − on it, then alive as it learns.
import { watch as watchDrawing } from "../drawing_pad/drawing.js";
import { tableOf, totals } from "../layer_table.js";
import { DIVERGED, fill, finite, rowsOf, say, sayNothing } from "../network/bars.js";
import { convolutional } from "../network/layers.js";
import { kernelSums } from "../network/links.js";
import { preprocess } from "../network/preprocess.js";
import { playing } from "../network/snapshots.js";
import { doctorSays, watch as watchRun } from "../run_monitor/looks.js";
import { find, floats, listening, mounted, setAttribute, setText } from "../shared.js";
import { changed } from "./changes.js";
import { createControls } from "./controls.js";
import { createDozen, pictureOf } from "./dozen.js";
import { estimateOf, isSure } from "./estimate.js";
import { layersOf, widthOf } from "./shapes.js";
import { createSheet } from "./sheet.js";

/**
 * @typedef {import("./shapes.js").Settings} Settings
 * @typedef {import("./shapes.js").Layer} Layer
 * @typedef {"build" | "watch" | "table"} View
 *
 * @typedef {object} Data
 * @property {number} revision the last change made here that the form has
 * @property {Settings} settings what the form holds
 * @property {Layer[]} layers the same, layer by layer
 * @property {import("./changes.js").Limits} limits
 * @property {string[]} problems why what the form holds cannot be trained
 * @property {import("./estimate.js").Estimate} estimate what training takes on this machine
 * @property {string[]} labels
 * @property {string} noun for what is drawn
 * @property {boolean} pad whether strokes can be read
 * @property {number} doubt where the two likeliest are closer than this, it is not sure
 * @property {import("./dozen.js").Test[]} tests the first stands in while nothing is drawn
 * @property {{ pixels: string, revision: number | null } | null} picture 28 x 28 floats in base64, read of what was
 *   pasted on the pad at a revision
 *
 * @typedef {import("./sheet.js").Alive & { labels: string[], step: number }} Moment after so many steps
 */

const AT_PEN_SPEED_MS = 60; // what takes longer waits for the end of a stroke
const TELL_MS = 25; // what is pressed faster than that is told at once

export default mounted((root) => {
  const picture = find(root, ".picture"), scroll = find(root, ".scroll"), sheet = createSheet(picture);
  const blocks = find(root, ".blocks"), weights = find(root, ".weights", SVGSVGElement);
  const status = find(root, ".status"), bars = find(root, ".bars"), refusal = find(root, ".refusal");
  const problem = find(root, ".problem"), facts = find(root, ".facts"), estimate = find(root, ".estimate");
  const table = find(root, ".table"), watched = find(root, ".watched"), doctor = find(root, ".doctor");
  const standing = find(root, ".standing");
  const views = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll(".views button")]);
  const { on, remove } = listening();

  /** @type {Data} */
  let data;
  /** @type {Settings} */
  let settings;
  /** @type {Layer[]} */
  let layers = [];
  let revision = 0, asked = false; // whether Python has yet to say what the last change costs
  /** @type {View} */
  let view = "build";
  /** @type {import("../run_monitor/looks.js").Seen | null} */
  let seen = null;
  /** @type {{ id: string, view: View }} */
  let last = { id: "", view: "watch" }; // the run that was seen last, and how
  /** @type {Moment | null} */
  let moment = null;
  let complaint = "";
  /** @type {import("../drawing_pad/drawing.js").Drawing} */
  let drawing = { revision: 0, strokes: [], preview: null, drawing: false };
  /** @type {import("./dozen.js").Test | null} */
  let chosen = null; // of the dozen, in the place of a drawing
  let width = 0, frame = 0, fastest = Infinity; // milliseconds that an answer took
  /** @type {number | undefined} */
  let timer;
  /** @type {(name: string, value: unknown) => void} */
  let tell = () => {};

  // --- building

  const controls = createControls(blocks, (change) => {
    const outcome = changed(settings, data.limits, change);
    if ("refusal" in outcome) return refuse(outcome.refusal, controls.of(change));
    refuse("");
    settings = outcome.settings;
    layers = layersOf(settings);
    asked = true;
    revision += 1;
    draw();
    clearTimeout(timer);
    timer = setTimeout(() => tell("wanted", { revision, settings }), TELL_MS);
  });

  /**
   * Says what cannot be built, where it breaks.
   * @param {string} sentence
   * @param {HTMLElement} [at]
   */
  function refuse(sentence, at) {
    for (const one of blocks.querySelectorAll(".broken")) one.classList.remove("broken");
    at?.classList.add("broken");
    refusal.hidden = !sentence;
    setText(refusal, sentence);
    if (at) refusal.style.left = `${Math.max(0, Math.min(at.offsetLeft, blocks.clientWidth - 230))}px`;
  }

  // --- watching

  const dozen = createDozen(find(root, ".dozen"), (test) => {
    chosen = chosen === test ? null : test;
    draw();
  });

  const look = playing(
    ({ layers = [], labels }, weights) => {
      const network = convolutional(layers, weights);
      const sums = layers.map(({ type, arguments: given }, k) =>
        type === "Conv2d" ? kernelSums(network.parameters[k]?.weight ?? new Float32Array(), given[2]) : new Float32Array());
      return { network, layers, labels, sums };
    },
    (made, _, step) => {
      [moment, complaint, fastest] = [{ ...made, step }, "", Infinity];
      draw();
      if (view === "watch") dozen.answer(made.network, made.labels);
    },
    (sentence) => {
      complaint = sentence;
      draw();
    },
  );

  /** @param {import("../run_monitor/looks.js").Seen | null} run */
  function looked(run) {
    const other = run?.id !== seen?.id;
    if (other && seen) last = { id: seen.id, view };
    seen = run;
    if (other) {
      [moment, complaint] = [null, ""];
      dozen.blank();
      // One that was lost sight of for a moment is looked at as before.
      if (run) show(run.id === last.id ? last.view : "watch");
      else show("build");
    }
    look(run);
    setText(doctor, doctorSays(seen));
    doctor.classList.toggle("found", Boolean(seen?.look.doctor.length));
    if (run?.look.ended && moment) stand(alive(), read()[1]);
  }

  /** @param {View} other */
  function show(other) {
    view = other;
    refuse("");
    draw();
    if (view === "watch" && moment) dozen.answer(moment.network, moment.labels);
  }
  for (const button of views) button.onclick = () => show(/** @type {View} */ (button.dataset.view));

  // --- drawing

  /** The layers that are shown: of what is built, or of the run that is watched. */
  const subject = () => view === "watch" && moment ? moment.layers : layers;
  const same = (/** @type {import("../network/layers.js").Layer[]} */ list) =>
    JSON.stringify(list.map(({ type, arguments: given, shape }) => [type, given, shape]));
  /** The weights that the network shown has, where it is the one that trains. */
  const alive = () => moment && same(moment.layers) === same(subject()) ? moment : null;

  /** What is read, and what that is called. @returns {[Float32Array | null, string]} */
  function read() {
    if (!chosen && data.pad && drawing.strokes.length) return [preprocess(drawing.strokes), ""];
    if (!chosen && data.pad && drawing.preview) { // which Python reads
      return [data.picture?.revision === drawing.revision ? floats(data.picture.pixels) : null, ""];
    }
    const test = chosen ?? data.tests[0];
    if (!test) return [null, ""];
    const instead = chosen ? "Test" : `Nothing is drawn, so test`;
    return [pictureOf(test), `${instead} image ${test.number}, a ${test.label}, is read.`];
  }

  function draw() {
    if (!data || !width) return;
    picture.dataset.view = view;
    for (const button of views) {
      setAttribute(button, "aria-pressed", button.dataset.view === view);
      if (button.dataset.view === "watch") button.hidden = !seen;
    }
    const [parameters, work] = totals(layers);
    setText(facts.children[0], `${parameters.toLocaleString("en")} parameters`);
    setText(facts.children[1], `${work.toLocaleString("en")} multiply-adds an image`);
    setText(estimate, estimateOf(layers, data.estimate));
    estimate.classList.toggle("waits", asked && !isSure(data.estimate));
    const words = [...(view === "watch" ? [] : data.problems), complaint].filter(Boolean).join(" ");
    problem.hidden = !words;
    setText(problem, words);
    table.hidden = view !== "table";
    scroll.hidden = view === "table";
    if (view === "table") return table.replaceChildren(tableOf(layers, "Image · (N, 1, 28, 28)", "image"));
    layout();
    paint();
  }

  function layout() {
    const building = view === "build";
    blocks.hidden = !building;
    weights.toggleAttribute("hidden", !building);
    watched.hidden = building;
    sheet.lay(subject(), width, building);
    if (!building) return;
    controls.show(settings, widthOf(layers), data.limits, sheet.slots());
    sheet.weigh(layers);
  }

  function paint() {
    const living = alive(), [input, instead] = read();
    const labels = living?.labels ?? data.labels;
    stand(living, instead);
    if (living && drawing.drawing && fastest < Infinity && fastest > AT_PEN_SPEED_MS) {
      return setText(standing, "This network is a large one: it answers when the pen is lifted.");
    }
    const begun = performance.now();
    const found = living && input ? living.network(input) : null;
    sheet.paint(input, living && found && { alive: living, outputs: found.outputs }, labels.length);
    if (!found) {
      sayNothing(status);
      return fill(bars, labels.map((label) => ({ label, share: NaN })));
    }
    if (!finite(found.probabilities)) {
      problem.hidden = false;
      return setText(problem, DIVERGED);
    }
    const rows = rowsOf(labels, found.probabilities);
    say(status, rows, data.doubt);
    fill(bars, rows);
    picture.dataset.step = String(living?.step);
    fastest = Math.min(fastest, performance.now() - begun);
  }

  /** @param {Moment | null} living @param {string} instead of a drawing */
  function stand(living, instead) {
    const trains = living && !seen?.look.ended ? `After ${living.step.toLocaleString("en")} steps.` : "";
    const waits = !living && view === "watch" ? "Its maps come with its first weights." : "";
    setText(standing, [instead, trains, waits].filter(Boolean).join(" "));
  }

  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }

  const resized = new ResizeObserver(() => {
    width = scroll.clientWidth || picture.clientWidth;
    sheet.recolour();
    soon();
  });
  resized.observe(picture);

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const before = data;
      data = component.data;
      tell = component.setStateValue;
      if (!before) revision = data.revision;
      if (data.revision >= revision) {
        const other = JSON.stringify(data.settings) !== JSON.stringify(settings);
        [settings, layers, asked, revision] = [data.settings, data.layers, false, data.revision];
        if (other) refuse("");
        // Who changes the form looks at what is built, not at what trains.
        if (before && other && view === "watch") view = "build";
      }
      dozen.set(data.tests);
      sheet.recolour();
      if (!before) {
        watchDrawing(on, (drawn) => {
          if (drawn.revision !== drawing.revision) chosen = null;
          drawing = drawn;
          soon();
        });
        watchRun(on, looked);
      }
      draw();
    },
    remove() {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      resized.disconnect();
      remove();
    },
  };
});
