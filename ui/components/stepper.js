// @ts-check
// A number with − and + beside it, for mouse, finger and keyboard.

import { element, setAttribute, setText } from "./shared.js";

/** @type {Record<string, number>} */
const ONE = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
/** @type {Record<string, number>} */
const MANY = { PageUp: 1, PageDown: -1 };

/**
 * @param {(value: number, direction: number) => number} stepped the number that a press on + or − goes to
 * @param {(to: number) => void} set
 * @param {number} [least] the difference between two numbers, by keyboard
 */
export function stepper(stepped, set, least = 1) {
  const value = element("span", { role: "spinbutton", tabindex: 0 });
  const now = () => Number(value.getAttribute("aria-valuenow"));
  const press = (/** @type {string} */ sign, /** @type {number} */ direction) => {
    const button = element("button", { type: "button" }, sign);
    button.onclick = () => set(stepped(now(), direction));
    return button;
  };
  value.onkeydown = (event) => {
    const one = ONE[event.key], many = MANY[event.key];
    if (!(one || many) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    set(one ? now() + one * least : stepped(now(), many));
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
export function fill(made, value, of, [low, high], text) {
  const [less, shown, more] = made.children;
  setAttribute(made, "aria-label", of);
  setAttribute(less, "aria-label", `Less: ${of}`);
  setAttribute(more, "aria-label", `More: ${of}`);
  for (const [name, is] of Object.entries({ now: value, min: low, max: high, text })) setAttribute(shown, `aria-value${name}`, is);
  setAttribute(shown, "aria-label", of);
  setText(shown, text);
}
