// @ts-check
// The controls on the picture: + and − for channels and the dense layer's width, pools, convolutions.

import { each, element, find, setAttribute, setText } from "../shared.js";
import { stepped } from "./changes.js";

/**
 * @typedef {import("./changes.js").Change} Change
 * @typedef {import("./changes.js").Limits} Limits
 * @typedef {{ left: number, width: number }} Space in screen pixels
 */

/** @type {Record<string, (value: number) => number>} */
const KEYS = {
  ArrowUp: (v) => v + 1, ArrowRight: (v) => v + 1, ArrowDown: (v) => v - 1, ArrowLeft: (v) => v - 1,
  PageUp: (v) => stepped(v, 1), PageDown: (v) => stepped(v, -1),
};

/**
 * @param {(to: number) => void} set
 */
function stepper(set) {
  const value = element("span", { role: "spinbutton", tabindex: 0 });
  const now = () => Number(value.getAttribute("aria-valuenow"));
  const press = (/** @type {string} */ sign, /** @type {number} */ direction) => {
    const button = element("button", { type: "button" }, sign);
    button.onclick = () => set(stepped(now(), direction));
    return button;
  };
  value.onkeydown = (event) => {
    const next = KEYS[event.key];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    set(next(now()));
  };
  return element("div", { class: "stepper", role: "group" }, press("−", -1), value, press("+", 1));
}

/**
 * @param {Element} made by `stepper`
 * @param {number} value
 * @param {string} of what
 * @param {[number, number]} limits
 * @param {string} text
 */
function fill(made, value, of, [low, high], text) {
  const [less, shown, more] = made.children;
  setAttribute(made, "aria-label", of);
  setAttribute(less, "aria-label", `Less: ${of}`);
  setAttribute(more, "aria-label", `More: ${of}`);
  for (const [name, is] of Object.entries({ now: value, min: low, max: high, text })) setAttribute(shown, `aria-value${name}`, is);
  setAttribute(shown, "aria-label", of);
  setText(shown, text);
}

/**
 * @param {HTMLElement} parent
 * @param {(change: Change) => void} press
 */
export function createControls(parent, press) {
  const convolutions = element("div"), add = element("button", { type: "button", class: "add",
    "aria-label": "Add a convolution", title: "Add a convolution" }, "+");
  const width = stepper((to) => press({ what: "hidden", to }));
  const dense = element("div", { class: "block" }, element("b", {}, "Dense"), width);
  parent.append(convolutions, add, dense);
  add.onclick = () => press({ what: "add" });

  /** @param {number} at */
  function block(at) {
    const remove = element("button", { type: "button", class: "remove" }, "×");
    const pool = element("button", { type: "button", class: "pool" }, "pool");
    remove.onclick = () => press({ what: "remove", at });
    pool.onclick = () => press({ what: "pool", at });
    const title = element("b", {}, `Conv ${at + 1}`, remove);
    return element("div", { class: "block" }, title, stepper((to) => press({ what: "channels", at, to })), pool);
  }

  return {
    /** The block of a change, where a sentence about it is to stand. @param {Change} change @returns {HTMLElement} */
    of: ({ what, at = 0 }) => what === "hidden" ? dense : what === "add" ? add
      : /** @type {HTMLElement} */ (convolutions.children[at]),
    /**
     * @param {import("./shapes.js").Settings} settings
     * @param {number} wide the dense layer, in figures
     * @param {Limits} limits
     * @param {Space[]} spaces of the convolutions, and of the dense layer behind them
     */
    show({ channels, pooling, hidden }, wide, limits, spaces) {
      let made = 0;
      each(convolutions, channels, () => block(convolutions.children.length), (one, count) => {
        const at = made++, remove = find(one, ".remove"), pool = find(one, ".pool");
        place(one, spaces[at]);
        fill(one.children[1], count, `channels of convolution ${at + 1}`, limits.channels, String(count));
        setAttribute(remove, "aria-label", `Remove convolution ${at + 1}`);
        remove.hidden = channels.length === limits.conv_layers[0];
        setAttribute(pool, "aria-pressed", pooling[at]);
        setAttribute(pool, "aria-label", `Pool after convolution ${at + 1}`);
      });
      const end = spaces[channels.length - 1], next = spaces[channels.length];
      add.style.left = `${(end.left + end.width + next.left) / 2}px`;
      add.classList.toggle("full", channels.length === limits.conv_layers[1]);
      place(dense, next);
      fill(width, wide, "width of the dense layer", limits.hidden,
        hidden === "same" ? `= ${wide.toLocaleString("en")}` : wide.toLocaleString("en"));
    },
  };
}

/** @param {Element} block @param {Space} space */
function place(block, { left, width }) {
  if (block instanceof HTMLElement) block.style.left = `${left + width / 2}px`;
}
