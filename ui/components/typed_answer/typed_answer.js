// @ts-check
// What a surname network says of a name, computed here at every letter that is typed.
import { ranked, rowsOf } from "../network/bars.js";
import { mounted } from "../shared.js";
import { answering } from "./answering.js";
import { tellTyped } from "./reading.js";

export default mounted((root) => {
  /** @type {import("./answering.js").Data} */
  let data;
  const { update, remove } = answering(root, {
    read: (letters, { probabilities }) => tellTyped({ letters, ...ranked(rowsOf(data.labels, probabilities))[0] }),
    nothing: () => tellTyped(null),
  });
  return {
    /** @param {import("../shared.js").Component<import("./answering.js").Data>} component */
    update(component) {
      data = component.data;
      update(data);
    },
    remove,
  };
});
