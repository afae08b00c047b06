// @ts-check
// What a digits network says of the drawing, computed here at every movement of the pen.
import { watch } from "../drawing_pad/drawing.js";
import { DIVERGED, fill, finite, rowsOf, say, sayNothing } from "../network/bars.js";
import { convolutional } from "../network/layers.js";
import { following } from "../network/loading.js";
import { preprocess, SIDE } from "../network/preprocess.js";
import { find, floats, listening, mounted, setText } from "../shared.js";

const AT_PEN_SPEED_MS = 60; // what takes longer waits for the end of a stroke

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
 *
 * @typedef {import("../network/loading.js").Source & { layers: import("../network/layers.js").Layer[] }} Source
 * @typedef {import("../drawing_pad/drawing.js").Drawing} Drawing
 */

export default mounted((root) => {
  const answer = find(root, ".answer"), status = find(root, ".status"), bars = find(root, ".bars");
  const figure = find(root, "figure"), canvas = find(root, "canvas", HTMLCanvasElement), caption = find(root, "figcaption");
  const invitation = find(root, ".invitation"), problem = find(root, ".problem"), large = find(root, ".large");
  const { on, remove } = listening();

  /** @type {Drawing} */
  let drawing = { revision: 0, strokes: [], preview: null, drawing: false };
  /** @type {Data} */
  let data;
  /** @type {((picture: Float32Array) => import("../network/layers.js").Activations) | null} */
  let network = null;
  let complaint = "", frame = 0;
  let fastest = Infinity; // milliseconds that an answer took

  const follow = following(
    (/** @type {Source} */ source, weights) => convolutional(source.layers, weights),
    (made) => {
      [network, complaint, fastest] = [made, "", Infinity];
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
    const read = network && !complaint ? picture() : null;
    answer.hidden = !read && (!blank || Boolean(complaint));
    figure.hidden = !read;
    if (!read || !network) {
      sayNothing(status);
      return fill(bars, data.labels.map((label) => ({ label, share: NaN })));
    }
    answered(read, network(read).probabilities);
    fastest = Math.min(fastest, performance.now() - begun);
  }

  /**
   * @param {Float32Array} read
   * @param {Float32Array} probabilities
   */
  function answered(read, probabilities) {
    if (!finite(probabilities)) {
      complaint = DIVERGED;
      return show();
    }
    const rows = rowsOf(data.labels, probabilities);
    say(status, rows, data.doubt);
    fill(bars, rows);
    answer.dataset.drawing = String(drawing.revision);
    setText(caption, data.got);
    const image = new ImageData(SIDE, SIDE);
    read.forEach((ink, i) => image.data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * i));
    canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  /** Before the next frame, however many movements come until then. */
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      show();
    });
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
          if (data) soon();
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
