// @ts-check
// What a surname network says of a name, computed here at every letter that is typed.
import { DIVERGED, fill, finite, ranked, rowsOf, say, sayNothing } from "../network/bars.js";
import { recurrent } from "../network/cells.js";
import { clean, splitNames } from "../network/letters.js";
import { following } from "../network/loading.js";
import { find, listening, mounted, setText } from "../shared.js";

const LONGEST = 60; // characters of a name that are shown

/**
 * @typedef {object} Data
 * @property {Source} network
 * @property {string[]} labels
 * @property {number} doubt
 * @property {number} top how many bars
 * @property {string} field the key of Streamlit's text field
 * @property {number} place which of the names typed there, from 0 on
 * @property {string} name the one that Python has read
 * @property {string} letters what became of it; "" where it cannot be read
 * @property {string} invitation where nothing is typed; "" for none
 *
 * @typedef {import("../network/loading.js").Source & { steps: import("../network/cells.js").Steps }} Source
 */

export default mounted((root) => {
  const answer = find(root, ".answer"), status = find(root, ".status"), bars = find(root, ".bars");
  const called = find(root, ".name"), invitation = find(root, ".invitation"), problem = find(root, ".problem");
  const { on, remove } = listening();

  /** @type {Data} */
  let data;
  /** @type {((letters: string) => import("../network/cells.js").Reading) | null} */
  let network = null;
  let complaint = "";

  const follow = following(
    (/** @type {Source} */ source, weights) => recurrent(source.steps, weights),
    (made) => {
      [network, complaint] = [made, ""];
      show();
    },
    (sentence) => {
      [network, complaint] = [null, sentence];
      show();
    },
  );

  /** The name as it stands in the field now, which is ahead of what Python has read. */
  function name() {
    const field = document.querySelector(`.st-key-${data.field} input`);
    if (!(field instanceof HTMLInputElement)) return data.name;
    return splitNames(field.value)[data.place] ?? "";
  }

  function show() {
    const now = name();
    const letters = clean(now) ?? (now === data.name ? data.letters : null);
    setText(problem, complaint);
    problem.hidden = !complaint;
    setText(invitation, data.invitation);
    invitation.hidden = Boolean(now || complaint) || !data.invitation;
    answer.classList.toggle("waits", letters === null);
    if (now && letters === null) return; // Python will say
    answer.hidden = !letters || !network || Boolean(complaint);
    if (letters && network && !complaint) answered(now, network(letters).probabilities);
    else sayNothing(status);
  }

  /**
   * @param {string} now
   * @param {Float32Array} probabilities
   */
  function answered(now, probabilities) {
    if (!finite(probabilities)) {
      complaint = DIVERGED;
      return show();
    }
    const rows = rowsOf(data.labels, probabilities);
    const shown = now.length > LONGEST ? `${now.slice(0, LONGEST - 3)}…` : now;
    setText(called, shown);
    say(status, rows, data.doubt);
    fill(bars, ranked(rows).slice(0, data.top));
    bars.setAttribute("aria-label", `Probability of each language for ${shown}`);
  }

  on(document, "input", ({ target }) => {
    if (data && target instanceof Element && target.closest(`.st-key-${data.field}`)) show();
  }, true);

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      data = component.data;
      follow(data.network);
      show();
    },
    remove,
  };
});
