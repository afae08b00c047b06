// @ts-check
// A surname network unrolled over a name: the hidden state after each letter as a column, what the network
// would say there, and its answer, at every letter that is typed.
import { holding } from "../network/held.js";
import { paintMaps, shadesOn } from "../network/maps.js";
import { each, element, find, largest, listening, mounted, number, percent, setAttribute, setText } from "../shared.js";
import { answering } from "../typed_answer/answering.js";
import { answersAlong, best, spans, unrolled } from "./unrolling.js";

/**
 * @typedef {import("../typed_answer/answering.js").Data & import("../network/held.js").Held & { answers: boolean, about: string }} Data
 *   answers: whether the answer stands here, too; about: what the columns show, in words
 * @typedef {import("./unrolling.js").Step} Step
 */

const MOST_ALONG = 30; // letters of a name for which it is said what the network would say after each

export default mounted((root) => {
  const size = find(root, ".size"), answer = find(root, ".answer"), steps = find(root, ".steps");
  const says = find(root, ".says"), after = find(root, ".after"), status = find(root, ".said");
  const { on, remove } = listening();

  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  /** @type {Data} */
  let data;
  /** @type {((letters: string, whole: import("../network/cells.js").Reading) => Float32Array[]) | null} */
  let along = null;
  /** @type {import("../typed_answer/answering.js").Network | null} */
  let asked = null;
  /** @type {Step[]} */
  let shown = [];
  /** @type {Float32Array[]} */
  let answers = [];
  let letters = "";
  /** @type {number | null} */
  let at = null; // the step that is looked at
  /** @type {import("../network/maps.js").Shades} */
  let shades = new Uint32Array(511);
  const held = holding((at) => latest.setTriggerValue("held", { at }));

  const answered = answering(root, {
    read(now, reading, network) {
      if (network !== asked) [along, asked] = [answersAlong(network), network];
      const other = now !== letters;
      letters = now;
      shown = unrolled(now, reading, data.network.steps);
      if (other) at = heldStep();
      answers = now.length > MOST_ALONG || !along ? [reading.probabilities] : along(now, reading);
      draw();
    },
    nothing() {
      [letters, shown, answers, at] = ["", [], [], null];
    },
  });

  function draw() {
    const scale = largest(shown.flatMap(({ states }) => states.map(largest)));
    steps.style.setProperty("--steps", String(shown.length));
    each(steps, shown, () => element("div", { class: "step" }, element("b")), (column, { symbol, read, states }) => {
      setText(column.children[0], symbol || (read ? "⟩" : "⟨"));
      while (column.children.length - 1 > states.length) column.lastElementChild?.remove();
      states.forEach((state, way) => {
        const strip = column.children[way + 1] ?? column.appendChild(element("div", {}, element("canvas", { "aria-hidden": "true" })));
        const canvas = find(strip, "canvas", HTMLCanvasElement), rows = state.length;
        strip.className = data.network.steps.ways[way].backwards ? "way back" : "way";
        paintMaps(canvas, state, 1, { columns: 1, rows, zoom: 1, count: rows, pitch: 1, width: 1, height: rows }, scale, shades);
      });
    });
    says.hidden = answers.length !== letters.length;
    const marks = (shown.length - letters.length) / 2;
    each(says, says.hidden ? [] : spans(answers), () => element("span"), (span, { label, first, length }) => {
      setText(span, data.labels[label]);
      setAttribute(span, "title", data.labels[label]);
      span.style.gridColumn = `${1 + marks + first} / span ${length}`;
      span.classList.toggle("final", label === best(answers[answers.length - 1]));
    });
    setAttribute(steps, "aria-label",
      `The hidden state after each of ${letters.length} letters. Arrow keys go from letter to letter.`);
    look(at);
  }

  /** The step of this name that is held open, or null. To let it go while another name is typed would have the
   * script run, and write the address, of the name before. */
  function heldStep() {
    const [step, of] = held.text().split(".");
    return of === letters && Number(step) < shown.length ? Number(step) : null;
  }

  /** Looks at the network after one of the steps; null: at its answer. @param {number | null} step */
  function look(step) {
    at = step;
    [...steps.children].forEach((column, i) => column.classList.toggle("chosen", i === step));
    const here = step === null ? null : shown[step];
    const known = here && !says.hidden && here.read > 0 ? answers[here.read - 1] : null;
    setText(after, here ? sentence(here, known) : data.about);
    const last = answers[answers.length - 1];
    if (data.answers && last) answered.fillBars(known ?? last);
  }

  /** @param {Step} here @param {Float32Array | null} known what it would say there */
  function sentence({ read, states }, known) {
    const name = read ? `After “${letters.slice(0, read)}”` : "Before the first letter";
    const most = known && best(known);
    const would = known && most !== null ? ` it would say ${data.labels[most]} (${percent(known[most])}).` : ":";
    const strongest = states.flatMap((state, way) => [...state].map((v, unit) => ({ v, unit: unit + 1, way })))
      .sort((a, b) => Math.abs(b.v) - Math.abs(a.v)).slice(0, 3)
      .map(({ v, unit, way }) => `${unit}${way ? " (from the end)" : ""} at ${number(v, 2)}`);
    return `${name}${would} Its strongest units are ${strongest.join(", ")}.`;
  }

  on(steps, "pointermove", (event) => {
    const column = event.target.closest(".step");
    if (column) look([...steps.children].indexOf(column));
  });
  on(steps, "pointerdown", (event) => {
    const column = event.target.closest(".step");
    if (!column) return;
    const step = [...steps.children].indexOf(column), again = step === heldStep();
    held.hold(again ? null : [step, letters]);
    look(again ? null : step);
  });
  on(steps, "pointerleave", () => look(heldStep()));
  on(steps, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key], end = shown.length - 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") look(null);
    else if (event.key === "Home") look(0);
    else if (event.key === "End") look(end);
    else if (move) look(at === null ? (move > 0 ? 0 : end) : Math.min(end, Math.max(0, at + move)));
    else return;
    held.hold(at === null ? null : [at, letters], true);
    setText(status, after.textContent ?? "");
    steps.focus({ preventScroll: true });
    event.preventDefault();
    event.stopPropagation();
  });

  on(find(root, ".clear"), "click", () => {
    const field = document.querySelector(`.st-key-${data.field} input`);
    if (!(field instanceof HTMLInputElement)) return;
    // As if it were typed: React takes notice of nothing else.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      [latest, data] = [component, component.data];
      if (held.follow(data)) at = heldStep();
      size.classList.toggle("alone", !data.answers);
      shades = shadesOn(size);
      answered.update(data);
      if (!answer.hidden) draw();
    },
    remove() {
      held.remove();
      answered.remove();
      remove();
    },
  };
});
