// @ts-check
// A confusion matrix on a page, whose cells can be chosen.
import { find, mounted } from "../shared.js";
import { createMatrix } from "./matrix.js";

/** @typedef {import("./matrix.js").Matrix & { chosen: [number, number] }} Data */

export default mounted((root) => {
  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  const matrix = createMatrix(find(root, ".matrix"),
    (truth, said) => latest.setTriggerValue("chosen", [truth, said]));
  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      matrix.show(component.data, component.data.chosen);
    },
  };
});
