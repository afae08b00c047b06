// @ts-check
// The unrolled surname network on its train page: built with + and − on it, then alive with a typed name as it learns.
import { tableOf } from "../layer_table.js";
import { DIVERGED, fill, finite, rowsOf, say, sayNothing } from "../network/bars.js";
import { recurrent } from "../network/cells.js";
import { clean } from "../network/letters.js";
import { playing } from "../network/snapshots.js";
import { typing } from "../network/text_field.js";
import { doctorSays, watch as watchRun } from "../run_monitor/looks.js";
import { each, element, find, largest, listening, mounted, paint, percent, setAttribute, setText, signs, svg } from "../shared.js";
import { fill as fillStepper, stepper } from "../stepper.js";
import { effective, planOf } from "./plan.js";
import { wiresOf } from "./wires.js";

/**
 * @typedef {import("./plan.js").Settings} Settings
 * @typedef {import("../layer_table.js").Row} Layer
 * @typedef {{ network: (letters: string) => import("../network/cells.js").Reading, labels: string[], step: number,
 *   steps: import("../network/cells.js").Steps }} Moment
 *
 * @typedef {object} Cell
 * @property {string} value
 * @property {string} label
 * @property {string} called in its boxes
 * @property {string} formula
 * @property {number} gates how many numbers it computes for each one of its state
 * @property {number} relus on a letter before it
 *
 * @typedef {object} Data
 * @property {number} revision the last change made here that the form has
 * @property {Settings} settings what the form holds
 * @property {import("./plan.js").Bare} bare
 * @property {Cell[]} cells
 * @property {Layer[]} layers
 * @property {Record<"hidden_size" | "layers" | "embedding", [number, number]>} limits
 * @property {string[]} problems
 * @property {string} estimate
 * @property {string} about how it reads a name, in sentences
 * @property {string[]} labels
 * @property {string} alphabet
 * @property {number} doubt
 * @property {string} field the key of Streamlit's text field
 * @property {string} name the one that Python has read there
 * @property {string} letters what became of it; "" where it cannot be read
 */

const LEFT = 118, RIGHT = 62, LEAST = 30, MOST = 92; // screen pixels: titles, arrows to the answer, a column
const LARGEST = 30; // of a part's square
const SO_FAR_MS = 120; // what all answers on the way may take
const TELL_MS = 25;
const MOST_BARS = 30;

const STEPPERS = /** @type {const} */ ([["hidden_size", "hidden", 8], ["layers", "layers", 1], ["embedding", "embedding", 8]]);

/** Eights, by a quarter or more. @param {number} value @param {number} direction */
const eights = (value, direction) => {
  const by = Math.max(8, 8 * Math.floor((direction > 0 ? value : value - 1) / 32));
  return direction > 0 ? Math.floor(value / 8) * 8 + by : Math.ceil(value / 8) * 8 - by;
};

export default mounted((root) => {
  const picture = find(root, ".picture"), cells = find(root, ".cells"), steppers = find(root, ".steppers");
  const formula = find(root, ".formula"), problem = find(root, ".problem"), estimate = find(root, ".estimate");
  const scroll = find(root, ".scroll"), sheet = find(root, ".sheet"), strips = find(root, ".strips");
  const wires = find(root, ".wires", SVGSVGElement), status = find(root, ".status"), bars = find(root, ".bars");
  const standing = find(root, ".standing"), doctor = find(root, ".doctor"), table = find(root, ".table"), about = find(root, ".about");
  const { on, remove } = listening();

  /** @type {Data} */
  let data;
  /** @type {Settings} */
  let settings;
  let revision = 0, asked = false, laid = "", width = 0, wide = MOST;
  /** @type {import("../run_monitor/looks.js").Seen | null} */
  let seen = null;
  /** @type {Moment | null} */
  let moment = null;
  let complaint = "", letters = "", refusal = "";
  /** @type {import("./plan.js").Plan} */
  let plan;
  /** @type {number | undefined} */
  let timer;
  /** @type {(name: string, value: unknown) => void} */
  let tell = () => {};

  const has = () => effective(settings, data.bare);
  const cellOf = (/** @type {string} */ value) => data.cells.find((cell) => cell.value === value) ?? data.cells[0];

  // --- building

  const made = STEPPERS.map(([field, , least]) => {
    const step = field === "layers" ? (/** @type {number} */ v, /** @type {number} */ way) => v + way : eights;
    const one = stepper(step, (to) => {
      const [low, high] = data.limits[field];
      if (to < low || to > high) return refuse(`${field === "layers" ? "Layers" : field === "embedding" ? "Embeddings" : "Hidden sizes"} go from ${low} to ${high}.`);
      change({ [field]: to });
    }, least);
    return steppers.appendChild(element("label", {}, element("span"), one));
  });

  /** @param {string} sentence */
  function refuse(sentence) {
    refusal = sentence;
    draw();
  }

  /** @param {Partial<Settings>} changes */
  function change(changes) {
    [settings, refusal, asked] = [{ ...settings, ...changes }, "", true];
    revision += 1;
    draw();
    clearTimeout(timer);
    timer = setTimeout(() => tell("wanted", { revision, settings }), TELL_MS);
  }

  // --- watching

  const look = playing(
    ({ steps, labels }, weights) => {
      if (!steps) throw new Error("This network cannot be computed here.");
      return { network: recurrent(steps, weights), labels, steps };
    },
    (found, _, step) => {
      [moment, complaint] = [{ ...found, step }, ""];
      draw();
    },
    (sentence) => {
      complaint = sentence;
      draw();
    },
  );

  /** @param {import("../run_monitor/looks.js").Seen | null} run */
  function looked(run) {
    const other = run?.id !== seen?.id;
    if (other) [moment, complaint] = [null, ""];
    seen = run;
    look(run);
    setText(doctor, doctorSays(run));
    doctor.classList.toggle("found", Boolean(run?.look.doctor.length));
    if (other) draw();
    else if (data && moment) stand(alive());
  }

  /** The weights that the network shown has, where it is the one that trains. */
  function alive() {
    if (!moment) return null;
    const { hidden_size, layers, direction, embedding, ngrams, marks, shortcut, readout } = has(), { steps } = moment;
    const { ways } = steps, cell = cellOf(settings.cell);
    const moves = cell.gates === 1 && data.bare.cells.includes(cell.value) ? "linear" : cell.value;
    const same = steps.hidden_size === hidden_size && ways[0].cells.length === layers && ways[0].cells[0].move === moves &&
      (ways.length > 1 ? "both" : ways[0].backwards ? "backwards" : "forwards") === direction &&
      (steps.embedding?.width ?? 0) === embedding && steps.ngrams === ngrams && steps.marks === marks &&
      Boolean(steps.shortcut) === shortcut && steps.readout.states.join("-") === readout &&
      (moves !== "linear" || ways[0].cells[0].table.filter(({ step }) => step === "relu").length === cell.relus);
    return same ? moment : null;
  }

  // --- drawing

  /** The letters as they stand in the field now, which is ahead of what Python has read. */
  function typed() {
    const name = field.name();
    return clean(name) ?? (name === data.name ? data.letters : letters);
  }

  function draw() {
    if (!data || !width) return;
    const held = has(), cell = cellOf(held.cell), bare = data.bare.cells.includes(cell.value);
    each(cells, data.cells, () => element("button", { type: "button" }), (button, { value, label }) => {
      setText(button, label);
      setAttribute(button, "aria-pressed", value === cell.value);
      button.onclick = () => change({ cell: value });
    });
    STEPPERS.forEach(([field, words], i) => {
      made[i].hidden = bare && field !== "hidden_size";
      setText(made[i].children[0], words);
      fillStepper(made[i].children[1], settings[field], words, data.limits[field], String(settings[field]));
    });
    setText(formula, cell.formula);
    setText(about, data.about);
    setText(estimate, data.estimate);
    estimate.classList.toggle("waits", asked);
    const words = [refusal, ...data.problems, complaint].filter(Boolean).join(" ");
    problem.hidden = !words;
    setText(problem, words);
    letters = typed();
    plan = planOf(letters, held, bare, cell.called, cell.relus, data.alphabet.length + 2 * Number(held.marks), cell.gates);
    lay(held, cell);
    show();
  }

  /** @param {Settings} held @param {Cell} cell */
  function lay(held, cell) {
    const room = Math.max(width, 320);
    wide = Math.max(LEAST, Math.min(MOST, (room - LEFT - RIGHT) / Math.max(1, plan.columns.length)));
    const all = Math.max(room, LEFT + wide * plan.columns.length + RIGHT), end = all - 6;
    const key = JSON.stringify([plan, wide, all, held, data.layers]);
    if (key === laid) return;
    laid = key;
    sheet.style.cssText = `width: ${all}px; height: ${plan.height + 8}px`;
    wires.setAttribute("viewBox", `0 0 ${all} ${plan.height + 8}`);
    const heavy = data.layers.filter(({ parameters }) => parameters);
    const most = Math.max(...heavy.map(({ parameters }) => parameters), 1);
    const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
    const titles = plan.rows.flatMap(({ title, size, top, height, layer }) => {
      const own = heavy[layer], side = own ? Math.max(1.5, LARGEST * Math.sqrt(own.parameters / most)) : 0;
      return [
        svg("text", { x: 0, y: top + height / 2 - (size || own ? 2 : -4), class: "title" }, title),
        svg("text", { x: 0, y: top + height / 2 + 11, class: "soft" }, own ? `${short.format(own.parameters)} weights` : size),
        ...(own ? [svg("rect", { class: "parameters", x: LEFT - 8 - side, y: top + (height - side) / 2, width: side, height: side, rx: 2 })] : []),
      ];
    });
    const alphabet = data.alphabet + (held.marks ? "⟨⟩" : "");
    wires.replaceChildren(...titles, ...wiresOf(plan, { left: LEFT, wide, end }, alphabet, { ...held, called: cell.called }));
    table.replaceChildren(tableOf(data.layers, `Letter · (N, ${alphabet.length})`, "letter"));
  }

  function show() {
    const living = alive(), found = living && letters ? living.network(letters) : null, colours = signs(picture);
    const labels = living?.labels ?? data.labels;
    const begun = performance.now();
    /** @type {{ row: import("./plan.js").Row, i: number, values: Float32Array | null, words: string[] }[]} */
    const shown = [];
    const ends = plan.bare ? plan.columns.length - 1 : plan.columns.length;
    const soFar = living && found ? onTheWay(living) : [];
    for (const row of plan.rows) {
      plan.columns.forEach((column, i) => {
        if (row.part === "table" && i < ends) shown.push({ row, i, values: found?.rows[i] ?? null, words: [] });
        if (row.part === "state" && i < ends) {
          const all = found?.states[row.way], at = row.back && all ? all.length - 1 - i : i;
          shown.push({ row, i, values: all?.[at] ?? null, words: [] });
        }
        if (row.part === "answer" && !column.mark) {
          shown.push({ row, i, values: null, words: soFar[i - Number(has().marks)] ?? ["", ""] });
        }
      });
    }
    const scales = new Map(plan.rows.map((row) =>
      [row, Math.max(...shown.filter((one) => one.row === row && one.values).map(({ values }) => largest(values ?? [])), 1e-9)]));
    each(strips, shown, () => element("div", {}, element("canvas"), element("span"), element("span")), (one, { row, i, values, words }) => {
      const strip = Math.min(18, wide - 8), answers = row.part === "answer";
      const wanted = answers ? wide - 2 : strip;
      one.style.cssText = `left: ${LEFT + (i + 0.5) * wide - wanted / 2}px; top: ${row.top}px; width: ${wanted}px; height: ${row.height}px`;
      setAttribute(one, "class", row.part);
      const canvas = find(one, "canvas", HTMLCanvasElement);
      canvas.hidden = answers;
      if (!answers) paint(canvas, values ?? new Float32Array(1), 1, values?.length ?? 1, scales.get(row) ?? 1, colours);
      words.forEach((text, k) => setText(one.children[k + 1], text));
      if (!answers) [setText(one.children[1], ""), setText(one.children[2], "")];
    });
    stand(living);
    if (!found) {
      sayNothing(status);
      return fill(bars, labels.slice(0, MOST_BARS).map((label) => ({ label, share: NaN })));
    }
    if (!finite(found.probabilities)) {
      problem.hidden = false;
      return setText(problem, DIVERGED);
    }
    const rows = rowsOf(labels, found.probabilities);
    say(status, rows, data.doubt);
    fill(bars, rows.length > MOST_BARS ? [...rows].sort((a, b) => b.share - a.share).slice(0, MOST_BARS) : rows);
    picture.dataset.step = String(living?.step);
    picture.dataset.ms = (performance.now() - begun).toFixed(1);
  }

  /** @param {Moment | null} living */
  function stand(living) {
    const words = [letters ? "" : "Type a surname above."];
    if (living && !seen?.look.ended) words.push(`After ${living.step.toLocaleString("en")} steps.`);
    if (seen && moment && !living) words.push("The network that trains is another one than is built here.");
    setText(standing, words.join(" ").trim());
  }

  /** The answer after each letter, as if the name ended there; none where that would take long. @param {Moment} living */
  function onTheWay({ network, labels }) {
    const begun = performance.now();
    /** @type {string[][]} */
    const found = [];
    for (let n = letters.length; n > 0; n--) { // the longest first, which says how long all will take
      const shares = network(letters.slice(0, n)).probabilities;
      let best = 0;
      shares.forEach((share, k) => { if (share > shares[best]) best = k; });
      found[n - 1] = [labels[best], percent(shares[best], 0)];
      if (n === letters.length && (performance.now() - begun) * n > 2 * SO_FAR_MS) return [];
    }
    return found;
  }

  const field = typing(on, () => draw());

  const resized = new ResizeObserver(() => {
    width = scroll.clientWidth;
    draw();
  });
  resized.observe(scroll);

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const first = !data;
      data = component.data;
      field.update(data);
      tell = component.setStateValue;
      if (first) revision = data.revision;
      if (data.revision >= revision) [settings, asked, revision] = [data.settings, false, data.revision];
      if (first) watchRun(on, looked);
      draw();
    },
    remove() {
      clearTimeout(timer);
      resized.disconnect();
      remove();
    },
  };
});
