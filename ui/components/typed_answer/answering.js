// @ts-check
// The answer to a name in a text field of the page, computed anew at every letter that is typed.
import { DIVERGED, fill, finite, ranked, rowsOf, say, sayNothing } from "../network/bars.js";
import { recurrent } from "../network/cells.js";
import { clean } from "../network/letters.js";
import { following } from "../network/loading.js";
import { typing } from "../network/text_field.js";
import { find, listening, setText } from "../shared.js";

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
 * @property {{ name: string, letters: string }} [sample] read until something is typed
 *
 * @typedef {import("../network/loading.js").Source & { steps: import("../network/cells.js").Steps }} Source
 * @typedef {import("../network/cells.js").Reading} Reading
 * @typedef {(letters: string) => Reading} Network
 *
 * @typedef {object} Shows what a component shows beside the answer
 * @property {(letters: string, reading: Reading, network: Network) => void} read what the network made of a name
 * @property {() => void} nothing
 */

/**
 * Keeps the bars, the sentence above them and what else is shown as new as the name.
 * @param {ParentNode} root with `.answer`, `.status`, `.bars`, `.name`, `.invitation` and `.problem`
 * @param {Shows} [shows]
 */
export function answering(root, shows) {
  const answer = find(root, ".answer"), status = find(root, ".status"), bars = find(root, ".bars");
  const called = find(root, ".name"), invitation = find(root, ".invitation"), problem = find(root, ".problem");
  const { on, remove } = listening();

  /** @type {Data} */
  let data;
  /** @type {Network | null} */
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

  const field = typing(on, show);

  function show() {
    const typed = field.name(), sample = typed || !data.sample?.letters ? null : data.sample;
    const now = sample?.name ?? typed;
    const letters = sample?.letters ?? clean(now) ?? (now === data.name ? data.letters : null);
    setText(problem, complaint);
    problem.hidden = !complaint;
    setText(invitation, sample ? `${data.invitation} Until you do, ${sample.name} is read.` : data.invitation);
    invitation.hidden = Boolean(typed || complaint) || !data.invitation;
    answer.classList.toggle("sample", sample !== null);
    answer.classList.toggle("waits", letters === null);
    if (now && letters === null) return; // Python will say
    answer.hidden = !letters || !network || Boolean(complaint);
    if (!letters || !network || complaint) {
      sayNothing(status);
      return shows?.nothing();
    }
    const reading = network(letters);
    if (!finite(reading.probabilities)) {
      complaint = DIVERGED;
      return show();
    }
    const shown = now.length > LONGEST ? `${now.slice(0, LONGEST - 3)}…` : now;
    setText(called, shown);
    if (sample) sayNothing(status); // nobody has asked
    else say(status, rowsOf(data.labels, reading.probabilities), data.doubt);
    bars.setAttribute("aria-label", `Probability of each language for ${shown}`);
    fillBars(reading.probabilities);
    shows?.read(letters, reading, network);
  }

  /** Fills the bars with the likeliest. @param {Float32Array} probabilities */
  function fillBars(probabilities) {
    fill(bars, ranked(rowsOf(data.labels, probabilities)).slice(0, data.top));
  }

  return {
    /** @param {Data} given */
    update(given) {
      data = given;
      field.update(data, data.place);
      follow(data.network);
      show();
    },
    fillBars,
    remove,
  };
}
