// A run's snapshots as a film: the answer to this drawing, one convolution's kernels and maps.

const PLAY_MS = 350; // a snapshot
const SVG = "http://www.w3.org/2000/svg";
// For the digits that were once likely: a colour of the palette each, and dashes for who sees none.
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "5 2", "12 4", "1 2"];
const ink = (k) => `stroke: var(--category-${k + 1})`;
const [HEIGHT, WIDEST, LEFT, BOTTOM, TOP] = [220, 900, 52, 42, 10];

export default mounted((root) => {
  const $ = (selector) => root.querySelector(selector);
  const [slider, play, output, chart, legend, cards] =
    ["input", "button", "output", ".chart", ".legend", ".cards"].map($);
  const listeners = new AbortController();
  const on = (target, type, listener) =>
    target.addEventListener(type, listener, { signal: listeners.signal });
  let film = null;
  let now = Infinity; // the moment shown; beyond the last is the last
  let timer = null;
  let built = "";
  let width = WIDEST; // of the chart; in its own units, so that its words keep their size

  const last = () => film.steps.length - 1;
  const best = (p) => p.indexOf(Math.max(...p));

  // --- the chart

  const x = (step) => {
    const most = Math.log1p(film.steps.at(-1)) || 1;
    return LEFT + ((width - LEFT - 12) * Math.log1p(step)) / most;
  };
  const y = (p) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - p);

  function svg(tag, attributes, text) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  }

  function drawChart() {
    width = Math.min(WIDEST, chart.parentElement.clientWidth || WIDEST);
    chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    chart.replaceChildren();
    const note = (text, attributes) => chart.append(svg("text", attributes, text));
    for (const p of [0, 0.5, 1]) {
      chart.append(svg("line", { x1: LEFT, x2: width - 12, y1: y(p), y2: y(p), class: "axis" }));
      note(`${100 * p}`, { x: LEFT - 6, y: y(p) + 4, "text-anchor": "end" });
    }
    for (let step = 0; step <= film.steps.at(-1); step = step ? step * 10 : 1) {
      note(step.toLocaleString("en"), { x: x(step), y: HEIGHT - BOTTOM + 17, "text-anchor": "middle" });
    }
    note("Training steps taken (batches; logarithmic scale)", {
      x: (LEFT + width) / 2, y: HEIGHT - 4, "text-anchor": "middle",
    });
    note("Probability (%)", {
      transform: `translate(13 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)`, "text-anchor": "middle",
    });
    // The digits in the order of their best moment; those that never came to a fifth stay grey.
    const peaks = Array.from({ length: 10 }, (_, digit) =>
      Math.max(...film.probabilities.map((p) => p[digit])));
    const end = film.probabilities.at(-1);
    const order = [...peaks.keys()].sort((a, b) => end[b] - end[a] || peaks[b] - peaks[a]);
    const likely = order.filter((digit) => peaks[digit] >= 0.2).slice(0, DASHES.length);
    for (const digit of order.toReversed()) {
      const k = likely.indexOf(digit);
      const points = film.steps.map((step, i) => `${x(step)},${y(film.probabilities[i][digit])}`);
      chart.append(svg("polyline", {
        points: points.join(" "),
        class: k < 0 ? "faint" : "line",
        ...(k < 0 ? {} : { style: ink(k), "stroke-dasharray": DASHES[k] }),
      }));
    }
    legend.replaceChildren(...likely.map((digit, k) => {
      const sample = svg("svg", { viewBox: "0 0 28 6", width: 28, height: 6, "aria-hidden": "true" });
      sample.append(svg("line", {
        x1: 0, x2: 28, y1: 3, y2: 3, style: ink(k), "stroke-dasharray": DASHES[k], class: "line",
      }));
      return element("span", {}, sample, ` ${digit}`);
    }), element("span", { class: "rest" }, likely.length < 10 ? "grey: the other digits" : ""));
    chart.append(svg("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM }));
    chart.setAttribute("aria-label",
      "Probability of each digit for this drawing while the network trained. " +
        likely.map((d) => `${d}: at most ${percent(peaks[d], 0)}, at the end ` +
          `${percent(end[d], 0)}`).join("; "));
  }

  // --- the moment

  function build() {
    cards.replaceChildren(...Array.from({ length: film.channels }, (_, channel) =>
      element("div", { class: "card", role: "img", "aria-label": `Kernel and feature map ${channel + 1}` },
        element("span", {}, String(channel + 1)),
        element("canvas", { class: film.inputs > 1 ? "kernel many" : "kernel" }),
        element("div", { class: "frame before" }, element("canvas")))));
  }

  function show(moment) {
    now = moment >= last() ? Infinity : moment;
    const i = Math.min(moment, last());
    const p = film.probabilities[i];
    const digit = best(p);
    const tested = film.tested[i];
    const words = [
      `Step ${film.steps[i].toLocaleString("en")}`,
      `says ${digit} (${percent(p[digit])})`,
      tested === null ? "not tested yet" : `${percent(tested)} right at this step`,
    ];
    output.textContent = words.join(" · ");
    slider.value = i;
    slider.setAttribute("aria-valuetext", words.join(", "));
    const cursor = chart.querySelector(".cursor");
    for (const name of ["x1", "x2"]) cursor.setAttribute(name, x(film.steps[i]));
    const { side, k, inputs } = film;
    const [size, area] = [inputs * k * k, side * side];
    for (const [c, card] of [...cards.children].entries()) {
      const kernel = film.kernels[i].subarray(c * size, (c + 1) * size);
      paintKernels(card.querySelector(".kernel"), kernel, inputs, k, 127);
      const map = film.maps[i].subarray(c * area, (c + 1) * area);
      paint(card.querySelector(".before canvas"), map, side, side, 127);
    }
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  }

  on(play, "click", () => {
    if (timer) return stop();
    play.textContent = "❚❚ Pause";
    let i = now === Infinity ? 0 : now;
    show(i);
    timer = setInterval(() => {
      show(++i);
      if (i >= last()) stop();
    }, PLAY_MS);
  });
  on(slider, "input", () => {
    stop();
    show(Number(slider.value));
  });
  on(chart, "pointerdown", (event) => {
    stop();
    const box = chart.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * width;
    const distance = (i) => Math.abs(x(film.steps[i]) - place);
    show([...film.steps.keys()].reduce((a, b) => (distance(b) < distance(a) ? b : a)));
  });

  const resized = new ResizeObserver(() => {
    if (!film || Math.min(WIDEST, chart.parentElement.clientWidth) === width) return;
    drawChart();
    show(now);
  });
  resized.observe(chart.parentElement);

  return {
    update(data) {
      const split = (text, length) => {
        const all = new Int8Array(bytes(text).buffer);
        return data.steps.map((_, i) => all.subarray(i * length, (i + 1) * length));
      };
      film = {
        ...data,
        kernels: split(data.kernels, data.channels * data.inputs * data.k ** 2),
        maps: split(data.maps, data.channels * data.side ** 2),
      };
      slider.max = last();
      const wanted = [data.layer, data.channels, data.inputs].join();
      if (wanted !== built) build();
      built = wanted;
      drawChart();
      show(now);
      $(".inside").dataset.drawing = data.drawing;
    },
    remove() {
      stop();
      resized.disconnect();
      listeners.abort();
    },
  };
});
