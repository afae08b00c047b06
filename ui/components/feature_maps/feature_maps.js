// @ts-check
// One convolution on one drawing: every channel's kernel and maps, and how a chosen pixel came about.
// Everything that a pixel needs is here, so that hovering asks nobody.
import {
  element, find, largest, listening, mounted, number, paint, paintKernels, signs, tint,
} from "../shared.js";
import { blockOf, mapOf, pooled, ranked, unpack, valueAt, windowOf, winner } from "./convolution.js";

/**
 * @typedef {import("./convolution.js").Layer} Layer
 * @typedef {import("./convolution.js").Pixel} Pixel
 * @typedef {import("./convolution.js").Cell} Cell
 * @typedef {import("./convolution.js").Packed & { drawing: string }} Data
 */

const PLACES = 2; // decimals within the little tables
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

/**
 * Puts a box round pixels of a frame.
 * @param {Element} frame
 * @param {number} row
 * @param {number} column
 * @param {number} size
 * @param {number} side of the picture in the frame
 */
function mark(frame, row, column, size, side) {
  const box = find(frame, "i"), share = (/** @type {number} */ n) => `${(100 * n) / side}%`;
  box.hidden = false;
  Object.assign(box.style,
    { left: share(column), top: share(row), width: share(size), height: share(size) });
}

/** @param {Element} card */
const channelOf = (card) => Number(/** @type {HTMLElement} */ (card).dataset.channel);

export default mounted((root) => {
  const inside = find(root, ".inside"), cards = find(root, ".cards");
  const inspector = find(root, ".inspector"), status = find(root, "[role=status]");
  const colours = signs(inside);
  const { on, remove } = listening();

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

  // --- how the pixel came about

  /**
   * @param {string} title
   * @param {Cell[]} cells
   * @param {(cell: Cell) => number} pick
   * @param {number} scale
   * @param {string} symbol
   */
  function table(title, cells, pick, scale, symbol) {
    const body = element("div", { class: "grid", style: `--k:${layer.k}` }, ...cells.map((cell) => {
      const v = pick(cell), shown = element("span", {}, number(v, PLACES));
      if (cell.outside) shown.className = "outside";
      else shown.style.background = tint(v, scale, colours);
      return shown;
    }));
    return element("div", { class: "table" },
      element("em", {}, symbol), element("b", {}, title), body);
  }

  function inspect() {
    const { inputs, side, k } = layer;
    const { channels, total, bias, result } = windowOf(layer, at);
    const order = ranked(channels);
    const shown = channels[open ?? order[0].i] ?? order[0];
    const title = `Map ${at.channel + 1}, row ${at.row + 1}, column ${at.column + 1}`;

    const canvas = element("canvas"), where = element("div", { class: "frame where" }, canvas, element("i"));
    paint(canvas, mapOf(layer.input, side, shown.i), side, side, largest(layer.input), colours);
    mark(where, at.row - (k - 1) / 2, at.column - (k - 1) / 2, k, side);
    const source = layer.first ? "the drawing" : `map ${shown.i + 1} of the layer before`;
    const top = element("div", { class: "top" }, where,
      element("div", {}, element("h3", {}, title),
        element("p", {}, `The frame is the window: ${k} × ${k} pixels of ${source}. Zeros stand ` +
          "where it reaches over the edge.")));

    const products = largest(shown.cells.map(({ x, w }) => x * w));
    const tables = element("div", { class: `tables ${k > 3 ? "tall" : ""}` },
      table("values", shown.cells, ({ x }) => x, largest(layer.input), ""),
      table("weights", shown.cells, ({ w }) => w, largest(layer.weight), "×"),
      table("products", shown.cells, ({ x, w }) => x * w, products, "="));

    const lines = element("dl");
    const line = (/** @type {Node | string} */ words, /** @type {string} */ v, kind = "") =>
      lines.append(element("dt", { class: kind }, words), element("dd", { class: kind }, v));
    if (inputs === 1) {
      line(`The ${k * k} products add up to`, number(total));
    } else {
      const strongest = order.slice(0, 5);
      for (const { i, sum } of strongest) {
        const name = `${i === shown.i ? "▸ " : ""}map ${i + 1} of the layer before`;
        line(element("button", { type: "button", "data-input": i }, name), number(sum));
      }
      const rest = total - strongest.reduce((n, { sum }) => n + sum, 0);
      if (inputs > 5) line(`the other ${inputs - 5} maps`, number(rest));
    }
    line("bias", number(bias));
    line("together (before rounding)", number(result), "total");
    follow(line);
    inspector.replaceChildren(top, tables, lines);
    // What was added up here, beside what the network itself has there.
    Object.assign(inspector.dataset, { result, network: valueAt(layer, at) });
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent =
        `${title}: products ${number(total)} plus bias ${number(bias)} make ${number(result)}`;
    }, SAID_MS);
  }

  /**
   * What becomes of the pixel afterwards.
   * @param {(words: string, value: string) => void} line
   */
  function follow(line) {
    let v = valueAt(layer, at);
    if (layer.pools) {
      const pixel = pooled(layer, at);
      if (!pixel) return line("outside every 2 × 2 block: pooling drops it", "—");
      const block = blockOf(pixel).map((one) => valueAt(layer, one));
      v = Math.max(...block);
      line(`largest of ${block.map((b) => number(b, 2)).join(", ")}`, number(v));
    }
    if (!layer.rectifies) return;
    line(v < 0 ? "ReLU: below 0, so 0" : "ReLU: not below 0, so it stays", number(Math.max(0, v)));
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
  on(cards, "pointerdown", choose);
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
    update({ data }) {
      layer = unpack(data);
      const wanted = [data.layer, data.outputs, data.inputs, data.side, data.k, data.pools].join();
      if (wanted !== built) {
        built = wanted;
        open = null;
        const middle = layer.side >> 1;
        at = { channel: Math.min(at.channel, layer.outputs - 1), row: middle, column: middle };
        cards.replaceChildren(...cardsOf(layer));
      }
      repaint();
      select();
      inside.dataset.drawing = data.drawing;
    },
    remove() {
      clearTimeout(timer);
      remove();
    },
  };
});
