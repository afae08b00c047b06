// @ts-check
// What a surname network says of a name, computed here at every letter that is typed.
import { mounted } from "../shared.js";
import { answering } from "./answering.js";

export default mounted((root) => {
  const { update, remove } = answering(root);
  return {
    /** @param {import("../shared.js").Component<import("./answering.js").Data>} component */
    update: ({ data }) => update(data),
    remove,
  };
});
