// @ts-check
// The controls on the picture: + and − for channels and the dense layer's width, pools, convolutions.

import { each, element, find, setAttribute } from "../shared.js";
import { fill, stepper } from "../stepper.js";
import { stepped } from "./changes.js";

/**
 * @typedef {import("./changes.js").Change} Change
 * @typedef {import("./changes.js").Limits} Limits
 * @typedef {{ left: number, width: number }} Space in screen pixels
 */

/**
 * @param {HTMLElement} parent
 * @param {(change: Change) => void} press
 */
export function createControls(parent, press) {
  const convolutions = element("div"), add = element("button", { type: "button", class: "add",
    "aria-label": "Add a convolution", title: "Add a convolution" }, "+");
  const width = stepper(stepped, (to) => press({ what: "hidden", to }));
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
    return element("div", { class: "block" }, title, stepper(stepped, (to) => press({ what: "channels", at, to })), pool);
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
