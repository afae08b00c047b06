// @ts-check
// The challenge to turn a network's answer with one short stroke more, judged at every movement of the pen.
import { fillSteps } from "../challenge_board/steps.js";
import { reach } from "../challenge_board/ticks.js";
import { watch } from "../drawing_pad/drawing.js";
import { ranked, rowsOf } from "../network/bars.js";
import { convolutional } from "../network/layers.js";
import { following } from "../network/loading.js";
import { preprocess } from "../network/preprocess.js";
import { find, listening, mounted } from "../shared.js";
import { judged } from "./judged.js";

/**
 * @typedef {import("../network/loading.js").Source & { layers: import("../network/layers.js").Layer[] }} Source
 * @typedef {{ name: string, network: Source, labels: string[], goal: import("./judged.js").Goal }} Data
 */

export default mounted((root) => {
  const list = find(root, ".steps");
  const { on, remove } = listening();
  /** @type {Data} */
  let data;
  /** @type {import("../network/layers.js").Network | null} */
  let network = null;
  /** @type {import("../drawing_pad/drawing.js").Drawing | null} */
  let drawing = null;
  let frame = 0;

  const follow = following(
    (/** @type {Source} */ source, weights) => convolutional(source.layers, weights),
    (made) => {
      network = made;
      show();
    },
    () => {}, // which the answer beside this says
  );

  /** @param {import("./judged.js").Stroke[]} strokes */
  function said(strokes) {
    const read = network && preprocess(strokes);
    return read && network ? ranked(rowsOf(data.labels, network(read).probabilities))[0] : null;
  }

  function show() {
    const { steps, how } = judged(drawing?.strokes ?? [], said, data.goal);
    fillSteps(list, steps);
    if (how && !drawing?.drawing) reach(data.name, how); // once the pen is lifted
  }

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const first = !data;
      data = component.data;
      follow(data.network);
      if (first) {
        watch(on, (now) => {
          drawing = now;
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            show();
          });
        });
      }
      show();
    },
    remove() {
      cancelAnimationFrame(frame);
      remove();
    },
  };
});
