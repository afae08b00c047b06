// @ts-check
// A run's snapshots as a film: the answer to this drawing, one convolution's kernels and maps.
import {
  element, find, listening, mounted, paint, paintKernels, percent, setText, signs, svg,
} from "../shared.js";
import { decades, nearest, ranking, shareOf, unpack } from "./film.js";

/** @typedef {import("./film.js").Film} Film */

const PLAY_MS = 350; // a snapshot
// For the classes that were once likely: a colour of the palette each, and dashes for who sees none.
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "5 2", "12 4", "1 2"];
const ink = (/** @type {number} */ k) => `stroke: var(--category-${k + 1})`;
const [HEIGHT, WIDEST, LEFT, RIGHT, BOTTOM, TOP] = [220, 900, 52, 12, 42, 10];
const COARSE = 127; // what stands for the largest value

export default mounted((root) => {
  const inside = find(root, ".inside"), slider = find(root, "input", HTMLInputElement);
  const play = find(root, "button"), output = find(root, "output"), cards = find(root, ".cards");
  const chart = find(root, ".chart", SVGSVGElement), legend = find(root, ".legend");
  const room = /** @type {HTMLElement} */ (chart.parentElement);
  const colours = signs(inside);
  const { on, remove } = listening();
  const cursor = svg("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM });

  /** @type {Film | null} */
  let film = null;
  let now = Infinity; // the moment shown; beyond the last is the last
  /** @type {number | undefined} */
  let timer;
  let built = "";
  let width = WIDEST; // of the chart; in its own units, so that its words keep their size

  const lastOf = (/** @type {Film} */ { steps }) => steps[steps.length - 1];
  const x = (/** @type {Film} */ film, /** @type {number} */ step) =>
    LEFT + (width - LEFT - RIGHT) * shareOf(step, lastOf(film));
  const y = (/** @type {number} */ p) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - p);

  // --- the chart

  /** @param {Film} film */
  function drawChart(film) {
    width = Math.min(WIDEST, room.clientWidth || WIDEST);
    chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    chart.replaceChildren();
    const note = (/** @type {string} */ text, /** @type {Record<string, unknown>} */ attributes) =>
      chart.append(svg("text", attributes, text));
    for (const p of [0, 0.5, 1]) {
      chart.append(svg("line", { x1: LEFT, x2: width - RIGHT, y1: y(p), y2: y(p), class: "axis" }));
      note(`${100 * p}`, { x: LEFT - 6, y: y(p) + 4, "text-anchor": "end" });
    }
    for (const step of decades(lastOf(film))) {
      note(step.toLocaleString("en"),
        { x: x(film, step), y: HEIGHT - BOTTOM + 17, "text-anchor": "middle" });
    }
    note("Training steps taken (batches; logarithmic scale)",
      { x: (LEFT + width) / 2, y: HEIGHT - 4, "text-anchor": "middle" });
    note("Probability (%)", {
      transform: `translate(13 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)`, "text-anchor": "middle",
    });
    const { order, peaks, end, likely } = ranking(film.probabilities, DASHES.length);
    for (const label of order.reverse()) {
      const k = likely.indexOf(label);
      const points = film.steps.map((step, i) => `${x(film, step)},${y(film.probabilities[i][label])}`);
      chart.append(svg("polyline", {
        points: points.join(" "),
        ...(k < 0 ? { class: "faint" } : { class: "line", style: ink(k), "stroke-dasharray": DASHES[k] }),
      }));
    }
    legend.replaceChildren(...likely.map((label, k) => element("span", {},
      svg("svg", { viewBox: "0 0 28 6", width: 28, height: 6, "aria-hidden": "true" },
        svg("line", {
          x1: 0, x2: 28, y1: 3, y2: 3, style: ink(k), "stroke-dasharray": DASHES[k], class: "line",
        })), ` ${film.labels[label]}`)),
    element("span", { class: "rest" }, likely.length < order.length ? `grey: the other ${film.nouns}` : ""));
    chart.append(cursor);
    chart.setAttribute("aria-label",
      `Probability of each ${film.noun} for this picture while the network trained. ` +
        likely.map((d) => `${film.labels[d]}: at most ${percent(peaks[d], 0)}, at the end ` +
          `${percent(end[d], 0)}`).join("; "));
  }

  // --- the moment

  /** @param {Film} film */
  function build({ channels, inputs }) {
    cards.replaceChildren(...Array.from({ length: channels }, (_, channel) =>
      element("div", { class: "card", role: "img", "aria-label": `Kernel and feature map ${channel + 1}` },
        element("span", {}, String(channel + 1)),
        element("canvas", { class: inputs > 1 ? "kernel many" : "kernel" }),
        element("div", { class: "frame before" }, element("canvas")))));
  }

  /**
   * @param {Film} film
   * @param {number} moment
   */
  function show(film, moment) {
    const last = film.steps.length - 1, i = Math.min(moment, last);
    now = moment >= last ? Infinity : moment;
    const p = film.probabilities[i], tested = film.tested[i];
    const best = p.indexOf(Math.max(...p));
    const words = [
      `Step ${film.steps[i].toLocaleString("en")}`,
      `says ${film.labels[best]} (${percent(p[best])})`,
      tested === null ? "not tested yet" : `${percent(tested)} right at this step`,
    ];
    setText(output, words.join(" · "));
    slider.value = String(i);
    slider.setAttribute("aria-valuetext", words.join(", "));
    for (const name of ["x1", "x2"]) cursor.setAttribute(name, String(x(film, film.steps[i])));
    const { side, k, inputs } = film;
    const [size, area] = [inputs * k * k, side * side];
    for (const [c, card] of [...cards.children].entries()) {
      const [kernels, maps] = [".kernel", ".before canvas"].map((at) => find(card, at, HTMLCanvasElement));
      const kernel = film.kernels[i].subarray(c * size, (c + 1) * size);
      paintKernels(kernels, kernel, inputs, k, COARSE, colours);
      paint(maps, film.maps[i].subarray(c * area, (c + 1) * area), side, side, COARSE, colours);
    }
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "▶ Play";
  }

  on(play, "click", () => {
    if (timer) return stop();
    if (!film) return;
    play.textContent = "❚❚ Pause";
    let i = now === Infinity ? 0 : now;
    show(film, i);
    timer = setInterval(() => {
      if (!film) return;
      show(film, ++i);
      if (i >= film.steps.length - 1) stop();
    }, PLAY_MS);
  });
  on(slider, "input", () => {
    stop();
    if (film) show(film, Number(slider.value));
  });
  on(chart, "pointerdown", (/** @type {PointerEvent} */ event) => {
    stop();
    const box = chart.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * width;
    if (film) show(film, nearest(film.steps, (place - LEFT) / (width - LEFT - RIGHT)));
  });

  const resized = new ResizeObserver(() => {
    if (!film || Math.min(WIDEST, room.clientWidth) === width) return;
    drawChart(film);
    show(film, now);
  });
  resized.observe(room);

  return {
    /** @param {import("../shared.js").Component<import("./film.js").Data>} component */
    update({ data }) {
      film = unpack(data);
      slider.max = String(film.steps.length - 1);
      const wanted = [data.layer, data.channels, data.inputs].join();
      if (wanted !== built) build(film);
      built = wanted;
      drawChart(film);
      show(film, now);
      inside.dataset.drawing = data.drawing;
    },
    remove() {
      stop();
      resized.disconnect();
      remove();
    },
  };
});
