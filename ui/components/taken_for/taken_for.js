// @ts-check
// The challenge to make up a name that is taken for one of a language, judged at every letter.
import { fillSteps } from "../challenge_board/steps.js";
import { reach } from "../challenge_board/ticks.js";
import { find, listening, mounted } from "../shared.js";
import { watchTyped } from "../typed_answer/reading.js";
import { judged } from "./judged.js";

/** @typedef {{ name: string, known: import("./judged.js").Known, goal: import("./judged.js").Goal }} Data */

export default mounted((root) => {
  const list = find(root, ".steps");
  const { on, remove } = listening();
  /** @type {Data} */
  let data;
  /** @type {import("../typed_answer/reading.js").Said | null} */
  let said = null;

  function show() {
    if (!data) return;
    const { steps, how } = judged(said, data.known, data.goal);
    fillSteps(list, steps);
    if (how) reach(data.name, how);
  }
  watchTyped(on, (now) => {
    said = now;
    show();
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      data = component.data;
      show();
    },
    remove,
  };
});
