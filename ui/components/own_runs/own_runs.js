// @ts-check
// Tells the browser which runs and sweeps were started in it, by the script or by the Train button itself.
import { listening, mounted } from "../shared.js";
import { addOwn } from "./kept.js";

/** @typedef {{ ids: string[] }} Data of what this session has started */

export default mounted(() => {
  const { on, remove } = listening();
  on(document, "netsketch:started",
    (/** @type {CustomEvent<{ id: string }>} */ { detail }) => addOwn([detail.id]));
  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update: ({ data }) => addOwn(data.ids),
    remove,
  };
});
