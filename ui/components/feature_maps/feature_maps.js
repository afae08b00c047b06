// @ts-check
// One convolution on one drawing: every channel's kernel and maps, and how a chosen pixel came about.
// Everything that a pixel needs is here, so that hovering asks nobody.
import { holding, numbersOf } from "../network/held.js";
import { element, find, largest, listening, mounted, number, paint, paintKernels, signs } from "../shared.js";
import { mapOf, pooled, unpack, valueAt, winner } from "./convolution.js";
import { mark, spelledOut } from "./inspector.js";

/**
 * @typedef {import("./convolution.js").Layer} Layer
 * @typedef {import("./convolution.js").Pixel} Pixel
 * @typedef {import("./convolution.js").Packed & import("../network/held.js").Held & { drawing: string }} Data
 */

const SAID_MS = 400; // once a pixel has been chosen, not for each that is passed over
/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** @type {Record<string, number>} */
const TURNS = { PageUp: -1, PageDown: 1 };

/**
 * The cards of a layer, empty.
 * @param {Layer} layer
 */
function cardsOf({ outputs, inputs, pools, rectifies }) {
  const framed = (/** @type {string} */ kind) =>
    element("div", { class: `frame ${kind}` }, element("canvas"), element("i", { hidden: "" }));
  return Array.from({ length: outputs }, (_, channel) =>
    element("div", { class: "card", "data-channel": channel, role: "img", tabindex: -1 },
      element("span", {}, String(channel + 1)),
      element("canvas", { class: inputs > 1 ? "kernel many" : "kernel", "aria-hidden": "true" }),
      framed("before"), ...(pools || rectifies ? [framed("after")] : [])));
}

/** @param {Element} card */
const channelOf = (card) => Number(/** @type {HTMLElement} */ (card).dataset.channel);

export default mounted((root) => {
  const inside = find(root, ".inside"), cards = find(root, ".cards");
  const inspector = find(root, ".inspector"), status = find(root, "[role=status]");
  const colours = signs(inside);
  const { on, remove } = listening();

  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  const held = holding((at) => latest.setTriggerValue("held", { at }));
  /** @type {Layer} */
  let layer;
  let built = ""; // which layer the cards were made for
  /** @type {Pixel} */
  let at = { channel: 0, row: 14, column: 14 };
  /** @type {number | null} */
  let open = null; // the input channel whose window is spelled out; null: the strongest
  /** @type {number | undefined} */
  let timer;

  function repaint() {
    const { side, small, inputs, outputs, k } = layer;
    const scale = largest(layer.before);
    const size = inputs * k * k;
    const heaviest = largest(layer.weight);
    const canvas = (/** @type {Element} */ card, /** @type {string} */ selector) =>
      find(card, selector, HTMLCanvasElement);
    for (const card of cards.children) {
      const channel = channelOf(card);
      const own = layer.weight.subarray(channel * size, (channel + 1) * size);
      paintKernels(canvas(card, ".kernel"), own, inputs, k, heaviest, colours);
      const before = mapOf(layer.before, side, channel);
      paint(canvas(card, ".before canvas"), before, side, side, scale, colours);
      if (card.querySelector(".after")) {
        const after = mapOf(layer.after, small, channel);
        paint(canvas(card, ".after canvas"), after, small, small, scale, colours);
      }
      card.setAttribute("aria-label",
        `Feature map ${channel + 1} of ${outputs}, ${side} by ${side}: from ` +
          `${number(Math.min(...before), 2)} to ${number(Math.max(...before), 2)}. ` +
          "Arrow keys choose a pixel, Page Up and Page Down another map.");
    }
  }

  /** @param {Partial<Pixel>} changes */
  function select(changes = {}) {
    at = { ...at, ...changes };
    for (const card of cards.children) {
      const chosen = channelOf(card) === at.channel;
      card.classList.toggle("chosen", chosen);
      card.setAttribute("tabindex", chosen ? "0" : "-1");
      for (const box of card.querySelectorAll("i")) box.hidden = true;
      if (!chosen) continue;
      mark(find(card, ".before"), at.row, at.column, 1, layer.side);
      const after = card.querySelector(".after"), pixel = pooled(layer, at);
      if (after && pixel) mark(after, pixel.row, pixel.column, 1, layer.small);
    }
    inspect();
  }

  function inspect() {
    const { title, total, bias, result, nodes } = spelledOut(layer, at, open, colours);
    inspector.replaceChildren(...nodes);
    // What was added up here, beside what the network itself has there.
    Object.assign(inspector.dataset, { result, network: valueAt(layer, at) });
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent =
        `${title}: products ${number(total)} plus bias ${number(bias)} make ${number(result)}`;
    }, SAID_MS);
  }

  // --- choosing a pixel

  /** @param {PointerEvent} event */
  function choose(event) {
    const target = /** @type {Element} */ (event.target);
    const frame = target.closest(".frame"), card = target.closest(".card");
    if (!card) return;
    const channel = channelOf(card);
    if (!frame) return select({ channel });
    const after = frame.classList.contains("after");
    const side = after ? layer.small : layer.side;
    const box = frame.getBoundingClientRect();
    const place = (/** @type {number} */ part) =>
      Math.min(side - 1, Math.max(0, Math.floor(part * side)));
    const row = place((event.clientY - box.top) / box.height);
    const column = place((event.clientX - box.left) / box.width);
    const pixel = { channel, row, column };
    select(after && layer.pools ? winner(layer, pixel) : pixel);
  }
  on(cards, "pointermove", (event) => event.pointerType === "mouse" && choose(event));
  on(cards, "pointerdown", (event) => {
    choose(event);
    hold();
  });
  on(cards, "pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") openHeld();
  });

  /** What is chosen stays when the pointer leaves, and the address has it. */
  function hold(soon = false) {
    held.hold([at.channel, at.row, at.column], soon);
  }

  /** Chooses what is held, where this layer has it. */
  function openHeld() {
    const [channel, row, column] = numbersOf(held.text(), 3) ?? [layer.outputs, 0, 0];
    if (channel < layer.outputs && Math.max(row, column) < layer.side) select({ channel, row, column });
  }
  on(cards, "focusin", ({ target }) => {
    const channel = channelOf(target);
    if (channel !== at.channel) select({ channel });
  });
  on(cards, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const turn = TURNS[event.key], move = MOVES[event.key];
    const within = (/** @type {number} */ n) => Math.min(layer.side - 1, Math.max(0, n));
    if (turn) {
      const channel = (at.channel + turn + layer.outputs) % layer.outputs;
      /** @type {HTMLElement} */ (cards.children[channel]).focus();
    } else if (move) select({ row: within(at.row + move[0]), column: within(at.column + move[1]) });
    else return;
    hold(true);
    event.preventDefault();
  });
  on(inspector, "click", ({ target }) => {
    const button = target.closest("[data-input]");
    if (!button) return;
    open = Number(button.dataset.input);
    inspect();
    find(inspector, `[data-input="${open}"]`).focus();
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      const { data } = component;
      layer = unpack(data);
      const first = !built;
      const wanted = [data.layer, data.outputs, data.inputs, data.side, data.k, data.pools].join();
      if (wanted !== built) {
        if (!first) held.hold(null); // which was of another layer
        built = wanted;
        open = null;
        const middle = layer.side >> 1;
        at = { channel: Math.min(at.channel, layer.outputs - 1), row: middle, column: middle };
        cards.replaceChildren(...cardsOf(layer));
      }
      repaint();
      select();
      if (held.follow(data)) openHeld();
      inside.dataset.drawing = data.drawing;
    },
    remove() {
      clearTimeout(timer);
      held.remove();
      remove();
    },
  };
});
