// @ts-check
// One view from pixels to answer: the maps of all layers of a digits network, their links and the bars, at
// every movement of the pen. A value that is pointed at, or walked to with the keyboard, shows its sum.
import { answering } from "../drawn_answer/answering.js";
import { holding, numbersOf } from "../network/held.js";
import { createPicture } from "../network/picture.js";
import { element, find, listening, mounted, setText } from "../shared.js";
import { told } from "./sums.js";
import { walked } from "./walking.js";

/**
 * @typedef {import("../drawn_answer/answering.js").Data & import("../network/held.js").Held} Answers
 * @typedef {Answers & { noun: string, inspects: boolean }} Data
 * @typedef {import("../network/picture.js").Chosen} Chosen
 */

const HINTS = [
  "Point at a pixel of any map: the sum that made it opens here. A press holds it open.",
  "With the keyboard, arrow keys walk the layers and their maps, Enter goes into a map’s pixels, Escape out again.",
  "Links show what a map adds to the next ones. Orange is above zero, blue below.",
];
const SAID_MS = 400; // once a value has been chosen, not for each that is passed over
export default mounted((root) => {
  const view = find(root, ".view"), box = find(root, ".picture"), inspector = find(root, ".inspector");
  const answer = find(root, ".answer"), bars = find(root, ".bars"), status = find(root, ".said"), got = find(root, ".got");
  const picture = createPicture(view);
  const { on, remove } = listening();

  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  const held = holding((at) => latest.setTriggerValue("held", { at }));
  /** @type {Data} */
  let data;
  /** @type {{ read: Float32Array, found: import("../network/layers.js").Activations } | null} */
  let now = null;
  let instead = ""; // what is read while nothing is drawn
  let ready = false; // whether there is a network to draw
  let inside = false; // whether arrow keys go from pixel to pixel, not from map to map
  /** @type {number | null} */
  let open = null; // the input channel whose window is spelled out; null: the strongest
  /** @type {number | undefined} */
  let timer;

  const answers = answering(root, {
    loaded(source, network) {
      picture.setNetwork(source.layers, network);
      if (data.inspects) {
        picture.layers.setAttribute("aria-description", HINTS[1]);
        picture.layers.setAttribute("aria-keyshortcuts", "ArrowUp ArrowDown ArrowLeft ArrowRight Home End Enter");
      }
      [ready, now] = [true, null];
      layout();
    },
    read(read, found, test) {
      now = { read, found };
      instead = test ? `Until you draw: test image ${test.number}, which shows ${test.label}.` : "";
      show();
    },
    nothing(why) {
      if (why === "problem") ready = false;
      if (why !== "waits") now = null;
      show();
    },
  });

  /** Everything as new as the drawing is. */
  function show() {
    view.classList.toggle("broken", !ready);
    if (!ready) return inspect();
    picture.draw(now?.read ?? null, now?.found ?? null);
    if (!now && picture.chosen()) picture.choose(null);
    if (now && !picture.chosen()) openHeld();
    setText(got, instead || data.got);
    got.classList.toggle("blank", !now); // whose place stays
    inspect();
  }

  /** Opens what is held, where this network has it. */
  function openHeld() {
    const [stage, channel, row, column] = numbersOf(held.text(), 4) ?? [-1, 0, 0, 0];
    const { channels = 0, side = 0 } = picture.stages()[stage] ?? {};
    if (channel >= channels || row >= side || column >= side) return;
    if (channel >= picture.count(stage)) {
      picture.unfold(stage);
      layout();
    }
    picture.choose({ stage, channel, row, column });
    chosen();
  }

  function inspect() {
    if (!data.inspects) return;
    const at = picture.chosen();
    view.dataset.level = at ? (inside ? "pixels" : "maps") : "";
    if (!at || !now) {
      inspector.replaceChildren(...HINTS.map((hint) => element("p", {}, hint)));
      inspector.classList.add("hint");
      for (const name of ["result", "network"]) delete inspector.dataset[name];
      return;
    }
    inspector.classList.remove("hint");
    const { nodes, said, result, network } = told(picture, at, open, { ...data, found: now.found });
    inspector.replaceChildren(...nodes);
    // What was added up here, beside what the network itself has there.
    Object.assign(inspector.dataset, { result, network });
    clearTimeout(timer);
    timer = setTimeout(() => setText(status, said), SAID_MS);
  }

  // --- where everything stands

  function layout() {
    if (!ready || !view.clientWidth) return;
    picture.recolour();
    const style = getComputedStyle(view), em = parseFloat(style.fontSize) / 16;
    const mode = style.getPropertyValue("--mode").trim();
    // The pad is an element of the page of its own, which lies on a corner of this one.
    const pad = document.querySelector(".st-key-pad-side")?.getBoundingClientRect();
    const beside = mode === "narrow" ? 0 : pad?.height ?? 0;
    view.style.setProperty("--pad-height", `${Math.ceil(beside)}px`);
    const area = box.getBoundingClientRect(), own = view.getBoundingClientRect();
    const left = area.left - own.left, top = area.top - own.top;
    const room = { left, top, width: box.clientWidth, height: box.clientHeight };
    const rows = mode === "narrow" || mode === "stacked" ? null : [...bars.children].map((row) => {
      const track = row.children[0].getBoundingClientRect();
      return track.top + track.height / 2 - own.top;
    });
    const end = rows && { left: answer.getBoundingClientRect().left - own.left, rows };
    const zoom = Number(style.getPropertyValue("--zoom")) || 4;
    const across = Number(style.getPropertyValue("--input-across")) || 0.5; // of the room below the pad
    const input = mode === "wide"
      ? { left: across * ((pad?.width ?? 0) - 28 * zoom), top: Math.max(beside + 8 * em, 0), zoom }
      : null;
    if (input) [room.left, room.width] = [left, end ? end.left - left - 4 : room.width];
    else if (end) room.width = end.left - left - 4;
    picture.layout({ ...room, input, answer: end });
    picture.draw(now?.read ?? null, now?.found ?? null);
  }
  const resized = new ResizeObserver(layout);
  resized.observe(view);
  resized.observe(box);
  const pad = document.querySelector(".st-key-pad-side");
  if (pad) resized.observe(pad);

  // --- choosing a value

  /** @param {Chosen | null} at */
  function choose(at) {
    if (!now) return;
    open = null;
    picture.choose(at);
    chosen();
    inspect();
  }

  /** Marks what is chosen for keyboard and eye. */
  function chosen() {
    const at = picture.chosen();
    picture.stages().forEach((_, i) => picture.canvasOf(i).setAttribute("tabindex", i === (at?.stage ?? 1) ? "0" : "-1"));
    const label = at && picture.stages()[at.stage].kind === "answer" ? at.channel : -1;
    [...bars.children].forEach((row, k) => row.classList.toggle("chosen", k === label));
  }

  /** What is chosen stays when the pointer leaves, and the address has it. */
  function hold(soon = false) {
    if (!data.inspects) return;
    const at = now && picture.chosen();
    held.hold(at && [at.stage, at.channel, at.row, at.column], soon);
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const at = picture.under(event);
    if (!at) return;
    inside = false;
    choose(at);
  }
  on(picture.layers, "pointermove", (event) => event.pointerType === "mouse" && point(event));
  on(picture.layers, "pointerdown", (event) => {
    point(event);
    if (picture.under(event)) hold();
  });
  for (const type of ["pointermove", "pointerdown"]) {
    on(bars, type, ({ target }) => {
      const row = target.closest(".row");
      if (!row || !now) return;
      choose({ stage: picture.stages().length - 1, channel: [...bars.children].indexOf(row), row: 0, column: 0 });
      if (type === "pointerdown") hold();
    });
  }
  on(view, "pointerleave", ({ pointerType }) => {
    if (!data.inspects) return choose(null);
    if (pointerType !== "mouse" || !now || !held.text()) return;
    openHeld();
    inspect();
  });
  on(picture.layers, "click", ({ target }) => {
    const button = target.closest(".fold");
    if (!button) return;
    picture.unfold(Number(button.closest("figure").dataset.stage));
    layout();
    inspect();
  });
  on(inspector, "click", ({ target }) => {
    const button = target.closest("[data-input]");
    if (!button) return;
    open = Number(button.dataset.input);
    inspect();
    find(inspector, `[data-input="${open}"]`).focus();
  });

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const { target, key } = event;
    if (!now || !data.inspects || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLButtonElement) return; // which has a use for Enter itself
    const from = { at: picture.chosen(), inside };
    const to = walked(from, key, { stages: picture.stages(), count: picture.count, peak: picture.peak });
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    inside = to.inside;
    choose(to.at);
    hold(true);
    if (!to.at) return;
    const focused = to.at.stage === picture.stages().length - 1 ? bars : picture.canvasOf(to.at.stage);
    focused.focus({ preventScroll: true });
  }
  on(view, "keydown", walk);

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      [latest, data] = [component, component.data];
      view.classList.toggle("looked-at", !data.inspects);
      if (held.follow(data)) picture.choose(null);
      answers.update(data);
      layout();
    },
    remove() {
      clearTimeout(timer);
      held.remove();
      resized.disconnect();
      answers.remove();
      remove();
    },
  };
});
