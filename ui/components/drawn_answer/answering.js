// @ts-check
// The answer to what is on the pad, or stands in its place, computed anew at every movement of the pen.
import { watch } from "../drawing_pad/drawing.js";
import { DIVERGED, fill, finite, rowsOf, say, sayNothing } from "../network/bars.js";
import { convolutional } from "../network/layers.js";
import { following } from "../network/loading.js";
import { preprocess } from "../network/preprocess.js";
import { pictureOf } from "../network_picture/dozen.js";
import { find, floats, listening, setText } from "../shared.js";

const AT_PEN_SPEED_MS = 60; // what takes longer waits for the end of a stroke
const TURN_MS = 2500; // for each test item, while nothing is drawn

/**
 * @typedef {object} Data
 * @property {Source} network
 * @property {string[]} labels
 * @property {number} doubt
 * @property {string} title of the bars
 * @property {string} got under what the network got
 * @property {string} invitation where nothing is drawn
 * @property {boolean} instead whether what is to be read stands in the place of the pad
 * @property {{ pixels: string, revision: number | null } | null} picture
 *   28 x 28 floats in base64, of the pad's revision, or of what stands in its place
 * @property {{ revision: number | null } | null} [strange]
 *   what Python found to be like nothing that the network learned: the pad's revision, or what stands in its place
 * @property {import("../network_picture/dozen.js").Test[]} [tests] read in turn while nothing is drawn
 *
 * @typedef {import("../network/loading.js").Source & { layers: import("../network/layers.js").Layer[] }} Source
 * @typedef {import("../network/layers.js").Network} Network
 * @typedef {import("../network/layers.js").Activations} Activations
 *
 * @typedef {object} Shows what a component shows beside the answer
 * @property {(read: Float32Array, found: Activations, test: import("../network_picture/dozen.js").Test | null) => void} read
 *   what the network made of a picture, or of a test item while nothing is drawn
 * @property {(why: "blank" | "waits" | "problem") => void} nothing
 * @property {(source: Source, network: Network) => void} [loaded] another network, before anything is read
 */

/**
 * Keeps the bars, the sentence above them and what else is shown as new as the drawing.
 * @param {ParentNode} root with `.answer`, `.status`, `.bars`, `.invitation`, `.problem` and `.large`
 * @param {Shows} shows
 */
export function answering(root, shows) {
  const answer = find(root, ".answer"), status = find(root, ".status"), bars = find(root, ".bars");
  const invitation = find(root, ".invitation"), problem = find(root, ".problem"), large = find(root, ".large");
  const { on, remove } = listening();

  /** @type {import("../drawing_pad/drawing.js").Drawing} */
  let drawing = { revision: 0, strokes: [], preview: null, drawing: false };
  /** @type {Data} */
  let data;
  /** @type {Network | null} */
  let network = null;
  let complaint = "", frame = 0, turn = 0;
  let fastest = Infinity; // milliseconds that an answer took

  const follow = following(
    (/** @type {Source} */ source, weights) => convolutional(source.layers, weights),
    (made) => {
      [network, complaint, fastest] = [made, "", Infinity];
      shows.loaded?.(data.network, made);
      show();
    },
    (sentence) => {
      [network, complaint] = [null, sentence];
      show();
    },
  );

  /** What the network is to read; null where there is nothing, or Python has not read it yet. */
  function picture() {
    const { picture: read, instead } = data;
    if (instead || drawing.preview) {
      const mine = read && (instead ? read.revision === null : read.revision === drawing.revision);
      return mine ? floats(read.pixels) : null;
    }
    return drawing.strokes.length ? preprocess(drawing.strokes) : null;
  }

  /** Whether what stands there now was found to be like nothing that the network learned. */
  function strange() {
    if (!data.strange || drawing.drawing) return false;
    return data.strange.revision === (data.instead ? null : drawing.revision);
  }

  function show() {
    const blank = !data.instead && !drawing.preview && !drawing.strokes.length;
    invitation.hidden = !blank || Boolean(complaint);
    setText(invitation, data.invitation);
    bars.setAttribute("aria-label", data.title);
    setText(problem, complaint);
    problem.hidden = !complaint;
    const waits = drawing.drawing && fastest < Infinity && fastest > AT_PEN_SPEED_MS;
    large.hidden = !waits;
    if (waits) return;
    const begun = performance.now();
    const test = blank && data.tests?.length ? data.tests[turn % data.tests.length] : null;
    const read = network && !complaint ? test ? pictureOf(test) : picture() : null;
    answer.hidden = !read && (!blank || Boolean(complaint));
    if (!read || !network) {
      sayNothing(status);
      fill(bars, data.labels.map((label) => ({ label, share: NaN })));
      return shows.nothing(complaint ? "problem" : blank ? "blank" : "waits");
    }
    const found = network(read);
    if (!finite(found.probabilities)) {
      complaint = DIVERGED;
      return show();
    }
    const rows = rowsOf(data.labels, found.probabilities);
    if (test) sayNothing(status); // nobody has asked
    else say(status, rows, data.doubt, strange());
    fill(bars, rows);
    answer.dataset.drawing = String(drawing.revision);
    shows.read(read, found, test);
    fastest = Math.min(fastest, performance.now() - begun);
  }

  /** Before the next frame, however many movements come until then. */
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      show();
    });
  }

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const turning = setInterval(() => {
    if ((data?.tests?.length ?? 0) < 2 || drawing.strokes.length || drawing.preview || document.hidden || still.matches) return;
    turn += 1;
    soon();
  }, TURN_MS);

  return {
    /** @param {Data} given */
    update(given) {
      const first = !data;
      data = given;
      follow(data.network);
      if (first) {
        watch(on, (now) => {
          drawing = now;
          if (data) soon();
        });
      }
      show();
    },
    remove() {
      cancelAnimationFrame(frame);
      clearInterval(turning);
      remove();
    },
  };
}
