// @ts-check
// The demo run while it learns: its share of wrong answers, its first kernels and what they find, and a
// dozen test digits with its answers. All but the figures is computed here, from its weights.
import { watch } from "../drawing_pad/drawing.js";
import { convolutional } from "../network/layers.js";
import { following } from "../network/loading.js";
import { SIDE } from "../network/normalise.js";
import { preprocess } from "../network/preprocess.js";
import { bytes, each, element, find, largest, listening, mounted, paint, percent, setAttribute, setText, signs } from "../shared.js";
import { errorChart } from "./error_chart.js";
import { said } from "./words.js";

const GLIDE_MS = 450, OWN_MS = 100, TURN_MS = 2500, PER_FRAME = 3;
const AGAIN = 5; // seconds, where the server does not answer

/**
 * @typedef {object} Data
 * @property {string} url to look at
 * @property {string} weights
 * @property {string} answering which network answers now
 * @property {string} keep what the button wants
 *
 * @typedef {import("./words.js").Look} Look
 *
 * @typedef {object} Network
 * @property {(picture: Float32Array) => import("../network/layers.js").Activations} read
 * @property {Float32Array} kernels (channels, k, k) of the first layer
 * @property {number} channels
 * @property {number} k
 *
 * @typedef {{ pixels: Float32Array, truth: string, said: string }} Sample
 */

export default mounted((root) => {
  const section = find(root, ".demo"), head = find(root, ".head"), kernels = find(root, ".kernels");
  const inside = find(root, ".inside figcaption"), digits = find(root, ".digits"), tally = find(root, ".samples figcaption");
  const keep = find(root, "button", HTMLButtonElement), link = find(root, "a", HTMLAnchorElement);
  const { host } = /** @type {ShadowRoot} */ (section.getRootNode());
  const chart = errorChart(find(root, ".curve svg", SVGSVGElement));
  const colours = signs(section);
  const { on, remove } = listening();
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // Their places are there from the start.
  setAttribute(kernels, "aria-label", "Kernels");
  setAttribute(digits, "aria-label", "Test digits");
  for (let i = 0; i < 8; i++) kernels.append(element("div", {}, element("canvas"), element("canvas")));
  for (let i = 0; i < 12; i++) {
    digits.append(element("div", {}, element("canvas", { width: SIDE, height: SIDE }), element("span", { translate: "no" })));
  }

  /** @type {Data} */
  let data;
  /** @type {(name: string, value: unknown) => void} */
  let trigger = () => {};
  /** @type {Look | null} */
  let look = null;
  /** @type {Network | null} */
  let network = null;
  /** @type {Float32Array | null} */
  let gliding = null; // the kernels as they are drawn
  /** @type {Sample[]} */
  let samples = [];
  /** @type {Float32Array | null} */
  let mine = null; // the drawing on the pad
  let turn = 0, asked = "", timer = 0, frame = 0, own = 0, looking = false, removed = false;

  const follow = following(
    (/** @type {import("../network/loading.js").Source & { layers: import("../network/layers.js").Layer[] }} */ source, weights) => {
      const [inputs, channels, k] = source.layers[0].arguments;
      const kernels = weights.take("0.weight", [channels, inputs, k, k]);
      return { read: convolutional(source.layers, weights), kernels, channels, k };
    },
    (made) => {
      network = made;
      glide();
      ask(0);
      insideOf();
    },
    () => {}, // the next look tries once more
  );

  async function poll() {
    clearTimeout(timer);
    if (looking || removed || still.matches || document.hidden) return;
    looking = true;
    const url = samples.length ? data.url : `${data.url}?samples`;
    const answer = await fetch(url, { method: "POST" }).catch(() => null);
    /** @type {Look | null} */
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    looking = false;
    if (removed) return;
    if (found) show(found);
    timer = setTimeout(poll, 1000 * (found?.next ?? AGAIN));
  }

  /** @param {Look} found */
  function show(found) {
    look = found;
    section.hidden = found.phase === "none";
    host.toggleAttribute("data-learns", !section.hidden);
    if (section.hidden) return;
    section.dataset.phase = found.phase;
    const [heading, line] = said(found);
    const title = head.firstElementChild ?? head.appendChild(element("h2"));
    const below = head.children[1] ?? head.appendChild(element("p", { "aria-live": "off" }));
    setText(title, heading);
    setText(below, line);
    chart.show({ training: found.training, tests: found.tests, total: found.total || 1, before: 1 - found.before });
    if (found.samples && !samples.length) {
      const all = bytes(found.samples.pixels), size = SIDE * SIDE;
      samples = found.samples.truth.map((label, i) => ({
        pixels: Float32Array.from(all.subarray(i * size, (i + 1) * size), (ink) => ink / 255),
        truth: found.labels[label],
        said: "",
      }));
      tell();
    }
    keep.hidden = found.phase !== "finished" || found.kept !== null;
    link.hidden = !found.kept;
    if (found.kept) {
      link.href = found.kept.url;
      setText(link, `Kept as ${found.kept.title}`);
    }
    if (found.layers) follow({ url: data.weights, version: found.version, misfit: found.misfit, layers: found.layers });
    if (found.answering && found.answering !== data.answering && asked !== found.answering) {
      asked = found.answering;
      trigger("wanted", "better");
    }
  }

  /** The kernels move to where they are now. */
  function glide() {
    if (!network) return;
    const to = network.kernels, from = gliding?.length === to.length ? gliding.slice() : to.slice();
    const begun = performance.now();
    cancelAnimationFrame(frame);
    const step = () => {
      const share = Math.min(1, (performance.now() - begun) / GLIDE_MS);
      gliding = to.map((value, i) => from[i] + share * (value - from[i]));
      paintAll(gliding);
      if (share < 1) frame = requestAnimationFrame(step);
    };
    step();
  }

  /** @param {Float32Array} values */
  function paintAll(values) {
    if (!network) return;
    const { channels, k } = network, scale = largest(values);
    each(kernels, Array.from({ length: channels }, (_, c) => c), () => element("div", {}, element("canvas"), element("canvas")),
      ({ children: [kernel] }, c) => {
        if (kernel instanceof HTMLCanvasElement) {
          paint(kernel, values.subarray(c * k * k, (c + 1) * k * k), k, k, scale, colours);
        }
      });
  }

  /** What the kernels find in the drawing, or in a test digit. */
  function insideOf() {
    if (!network || !kernels.children.length) return;
    const sample = samples[turn % (samples.length || 1)], picture = mine ?? sample?.pixels;
    if (!picture || !look) return;
    const { outputs, probabilities } = network.read(picture);
    const [maps] = outputs, scale = largest(maps), size = SIDE * SIDE;
    [...kernels.children].forEach(({ children: [, map] }, c) => {
      if (map instanceof HTMLCanvasElement) {
        paint(map, maps.subarray(c * size, (c + 1) * size), SIDE, SIDE, scale, colours);
      }
    });
    const best = probabilities.indexOf(Math.max(...probabilities));
    const what = `takes for a ${look.labels[best]} (${percent(probabilities[best], 0)})`;
    const words = `Its ${network.channels} kernels, and what each finds in ${mine ? "your drawing" : `this ${sample.truth}`}`;
    setText(inside, mine ? `${words}, which it ${what}` : words);
    setAttribute(kernels, "aria-label", words);
    [...digits.children].forEach((tile, i) => tile.classList.toggle("at", !mine && i === turn % samples.length));
  }

  /** What it says to the test digits, a few in each frame. @param {number} first */
  function ask(first) {
    if (!network || !look || removed) return;
    const { labels } = look;
    for (const sample of samples.slice(first, first + PER_FRAME)) {
      const { probabilities } = network.read(sample.pixels);
      sample.said = labels[probabilities.indexOf(Math.max(...probabilities))];
    }
    const next = first + PER_FRAME;
    if (next < samples.length) requestAnimationFrame(() => ask(next));
    else tell();
  }

  function tell() {
    each(digits, samples, () => element("div", {}, element("canvas", { width: SIDE, height: SIDE }), element("span", { translate: "no" })),
      (tile, { pixels, truth, said: answer }) => {
        const [canvas, words] = tile.children;
        if (!tile.classList.contains("drawn") && canvas instanceof HTMLCanvasElement) {
          const image = new ImageData(SIDE, SIDE);
          pixels.forEach((ink, i) => image.data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * i));
          canvas.getContext("2d")?.putImageData(image, 0, 0);
        }
        setText(words, answer && `${answer}\u202f${answer === truth ? "✓" : "✗"}`);
        setAttribute(tile, "class", `drawn ${answer && (answer === truth ? "right" : "wrong")}`);
      });
    const right = samples.filter(({ truth, said: answer }) => truth === answer).length;
    const words = network ? `${right} of the first ${samples.length} test digits right` : "";
    setText(tally, words);
    setAttribute(digits, "aria-label", words || "Test digits");
    insideOf();
  }

  const turning = setInterval(() => {
    if (section.hidden || mine || document.hidden || still.matches || !samples.length) return;
    turn += 1;
    insideOf();
  }, TURN_MS);

  on(keep, "click", () => {
    keep.disabled = true;
    trigger("wanted", data.keep);
  });
  on(document, "visibilitychange", poll);
  on(still, "change", () => {
    section.hidden = still.matches;
    host.toggleAttribute("data-learns", !section.hidden);
    poll();
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const first = !data;
      data = component.data;
      trigger = component.setTriggerValue;
      keep.disabled = false;
      poll();
      if (first) {
        watch(on, ({ strokes }) => {
          own ||= setTimeout(() => {
            own = 0;
            mine = strokes.length ? preprocess(strokes) : null;
            insideOf();
          }, OWN_MS);
        });
      }
    },
    remove() {
      removed = true;
      clearTimeout(timer);
      clearTimeout(own);
      clearInterval(turning);
      cancelAnimationFrame(frame);
      chart.remove();
      remove();
    },
  };
});
