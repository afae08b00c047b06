// @ts-check
// The steps to a goal that is reached in the browser, each with a tick where it is done.
import { each, element, setAttribute, setText } from "../shared.js";

/** @typedef {{ done: boolean, text: string }} Step */

/** @param {Element} list @param {Step[]} steps */
export function fillSteps(list, steps) {
  each(list, steps, () => element("li", {}, element("span", { class: "mark" }), element("span")), (item, step) => {
    setAttribute(item, "data-done", step.done);
    setAttribute(item.children[0], "aria-label", step.done ? "done" : "to do");
    setAttribute(item.children[0], "role", "img");
    setText(item.children[0], step.done ? "✓" : "○");
    setText(item.children[1], step.text);
  });
}
