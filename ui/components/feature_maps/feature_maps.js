// One convolution on one drawing: every channel's kernel and maps, and how a chosen pixel came about.
// Everything that a pixel needs is here, so that hovering asks nobody.

const HIDDEN_DIGITS = 2; // decimals within the little tables

export default mounted((root) => {
  const inside = root.querySelector(".inside");
  const cards = root.querySelector(".cards");
  const inspector = root.querySelector(".inspector");
  const status = root.querySelector("[role=status]");
  const listeners = new AbortController();
  const on = (type, listener) => cards.addEventListener(type, listener, { signal: listeners.signal });

  let layer = null; // the numbers, as `unpack` makes them
  let built = ""; // which layer the cards were made for
  let at = { channel: 0, row: 14, column: 14 }; // a pixel of the maps before pooling
  let shown = null; // the input channel whose window is spelled out; null: the strongest
  let timer = null;

  function unpack(data) {
    return {
      ...data,
      weight: floats(data.weight),
      bias: floats(data.bias),
      input: floats(data.input),
      before: floats(data.before),
      after: floats(data.after),
    };
  }

  const map = (values, side, channel) =>
    values.subarray(channel * side * side, (channel + 1) * side * side);
  const value = () => layer.before[(at.channel * layer.side + at.row) * layer.side + at.column];
  const stride = () => (layer.pools ? 2 : 1);

  // --- the cards

  function build() {
    cards.replaceChildren(
      ...Array.from({ length: layer.outputs }, (_, channel) => {
        const framed = (kind) =>
          element("div", { class: `frame ${kind}` }, element("canvas"), element("i", { hidden: "" }));
        const frames = ["before", ...(layer.pools || layer.rectifies ? ["after"] : [])].map(framed);
        const kernel = element("canvas", { class: layer.inputs > 1 ? "kernel many" : "kernel", "aria-hidden": "true" });
        const card = element("div", { class: "card", "data-channel": channel }, kernel, ...frames);
        card.prepend(element("span", {}, String(channel + 1)));
        card.tabIndex = -1;
        card.setAttribute("role", "img");
        return card;
      }),
    );
  }

  function repaint() {
    const { side, small, inputs, k } = layer;
    const scale = largest(layer.before);
    const size = inputs * k * k;
    const heaviest = largest(layer.weight);
    for (const card of cards.children) {
      const channel = Number(card.dataset.channel);
      const own = layer.weight.subarray(channel * size, (channel + 1) * size);
      paintKernels(card.querySelector(".kernel"), own, inputs, k, heaviest);
      const before = map(layer.before, side, channel);
      paint(card.querySelector(".before canvas"), before, side, side, scale);
      const after = card.querySelector(".after canvas");
      if (after) paint(after, map(layer.after, small, channel), small, small, scale);
      card.setAttribute(
        "aria-label",
        `Feature map ${channel + 1} of ${layer.outputs}, ${side} by ${side}: from ` +
          `${number(Math.min(...before), 2)} to ${number(Math.max(...before), 2)}. ` +
          "Arrow keys choose a pixel, Page Up and Page Down another map.",
      );
    }
  }

  function mark(frame, row, column, size, side) {
    const box = frame.querySelector("i");
    box.hidden = false;
    for (const [name, n] of [["left", column], ["top", row], ["width", size], ["height", size]]) {
      box.style[name] = `${(100 * n) / side}%`;
    }
  }

  function select() {
    for (const card of cards.children) {
      const chosen = Number(card.dataset.channel) === at.channel;
      card.classList.toggle("chosen", chosen);
      card.tabIndex = chosen ? 0 : -1;
      for (const box of card.querySelectorAll("i")) box.hidden = true;
      if (!chosen) continue;
      mark(card.querySelector(".before"), at.row, at.column, 1, layer.side);
      const after = card.querySelector(".after");
      const [row, column] = [at.row, at.column].map((n) => Math.floor(n / stride()));
      if (after && Math.max(row, column) < layer.small) mark(after, row, column, 1, layer.small);
    }
    inspect();
  }

  // --- the window

  function windowOf() {
    const { inputs, side, k } = layer;
    const reach = (k - 1) / 2;
    const channels = [];
    let total = 0;
    for (let i = 0; i < inputs; i++) {
      const cells = [];
      let sum = 0;
      for (let r = 0; r < k; r++) {
        for (let c = 0; c < k; c++) {
          const [row, column] = [at.row + r - reach, at.column + c - reach];
          const outside = row < 0 || column < 0 || row >= side || column >= side;
          const x = outside ? 0 : layer.input[(i * side + row) * side + column];
          const w = layer.weight[((at.channel * inputs + i) * k + r) * k + c];
          cells.push({ x, w, outside });
          sum += x * w;
        }
      }
      channels.push({ i, cells, sum });
      total += sum;
    }
    const bias = layer.bias[at.channel];
    return { channels, total, bias, result: total + bias };
  }

  function table(title, cells, pick, scale, symbol) {
    const body = element("div", { class: "grid", style: `--k:${layer.k}` });
    for (const cell of cells) {
      const v = pick(cell);
      const made = element("span", {}, number(v, HIDDEN_DIGITS));
      if (cell.outside) made.className = "outside";
      else made.style.background = colour(v, scale);
      body.append(made);
    }
    const head = element("b", {}, title);
    return element("div", { class: "table" }, element("em", {}, symbol), head, body);
  }

  function inspect() {
    const { inputs, side, k } = layer;
    const seen = windowOf();
    const ranked = [...seen.channels].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const open = seen.channels[shown ?? ranked[0].i] ?? ranked[0];
    const title = `Map ${at.channel + 1}, row ${at.row + 1}, column ${at.column + 1}`;

    const where = element("div", { class: "frame where" }, element("canvas"), element("i"));
    paint(where.firstChild, map(layer.input, side, open.i), side, side, largest(layer.input));
    mark(where, at.row - (k - 1) / 2, at.column - (k - 1) / 2, k, side);
    const source = layer.first ? "the drawing" : `map ${open.i + 1} of the layer before`;
    const top = element("div", { class: "top" }, where,
      element("div", {}, element("h3", {}, title),
        element("p", {}, `The frame is the window: ${k} × ${k} pixels of ${source}. Zeros stand ` +
          "where it reaches over the edge.")));

    const products = Math.max(...open.cells.map(({ x, w }) => Math.abs(x * w))) || 1;
    const tables = element("div", { class: `tables ${k > 3 ? "tall" : ""}` },
      table("values", open.cells, ({ x }) => x, largest(layer.input), ""),
      table("weights", open.cells, ({ w }) => w, largest(layer.weight), "×"),
      table("products", open.cells, ({ x, w }) => x * w, products, "="));

    const lines = element("dl");
    const line = (words, v, kind = "") =>
      lines.append(element("dt", { class: kind }, words), element("dd", { class: kind }, v));
    if (inputs === 1) {
      line(`The ${k * k} products add up to`, number(seen.total));
    } else {
      const strongest = ranked.slice(0, 5);
      for (const { i, sum } of strongest) {
        const name = `${i === open.i ? "▸ " : ""}map ${i + 1} of the layer before`;
        const button = element("button", { type: "button", "data-input": i }, name);
        line(button, number(sum));
      }
      const rest = seen.total - strongest.reduce((n, { sum }) => n + sum, 0);
      if (inputs > 5) line(`the other ${inputs - 5} maps`, number(rest));
    }
    line("bias", number(seen.bias));
    line("together (before rounding)", number(seen.result), "total");
    follow(line);
    inspector.replaceChildren(top, tables, lines);
    // What was added up here, beside what the network itself has there.
    Object.assign(inspector.dataset, { result: seen.result, network: value() });
    clearTimeout(timer); // said once the pixel has been chosen, not for each that is passed over
    timer = setTimeout(() => {
      status.textContent =
        `${title}: products ${number(seen.total)} plus bias ${number(seen.bias)} make ${number(seen.result)}`;
    }, 400);
  }

  // What becomes of the pixel afterwards.
  function follow(line) {
    const { pools, rectifies, side, small } = layer;
    let v = value();
    if (pools) {
      const [row, column] = [Math.floor(at.row / 2), Math.floor(at.column / 2)];
      if (Math.max(row, column) >= small) {
        line("outside every 2 × 2 block: pooling drops it", "—");
        return;
      }
      const block = [0, 1, 2, 3].map(
        (n) => layer.before[(at.channel * side + 2 * row + (n >> 1)) * side + 2 * column + (n % 2)],
      );
      v = Math.max(...block);
      line(`largest of ${block.map((b) => number(b, 2)).join(", ")}`, number(v));
    }
    if (rectifies) line(v < 0 ? "ReLU: below 0, so 0" : "ReLU: not below 0, so it stays", number(Math.max(0, v)));
  }

  // --- choosing a pixel

  function choose(event) {
    const frame = event.target.closest(".frame");
    const card = event.target.closest(".card");
    if (!card) return;
    const channel = Number(card.dataset.channel);
    if (!frame) {
      at = { ...at, channel };
      return select();
    }
    const after = frame.classList.contains("after");
    const side = after ? layer.small : layer.side;
    const box = frame.getBoundingClientRect();
    const place = (part) => Math.min(side - 1, Math.max(0, Math.floor(part * side)));
    let row = place((event.clientY - box.top) / box.height);
    let column = place((event.clientX - box.left) / box.width);
    if (after && layer.pools) {
      // The one of its four that went through.
      const block = [0, 1, 2, 3].map((n) => [2 * row + (n >> 1), 2 * column + (n % 2)]);
      const of = ([r, c]) => layer.before[(channel * layer.side + r) * layer.side + c];
      [row, column] = block.reduce((best, one) => (of(one) > of(best) ? one : best));
    }
    at = { channel, row, column };
    select();
  }
  on("pointermove", (event) => event.pointerType === "mouse" && choose(event));
  on("pointerdown", choose);
  on("focusin", (event) => {
    const channel = Number(event.target.dataset.channel);
    if (channel !== at.channel) {
      at = { ...at, channel };
      select();
    }
  });
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  on("keydown", (event) => {
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    const move = MOVES[event.key];
    if (turn) {
      const channel = (at.channel + turn + layer.outputs) % layer.outputs;
      cards.children[channel].focus();
    } else if (move) {
      const within = (n) => Math.min(layer.side - 1, Math.max(0, n));
      at = { ...at, row: within(at.row + move[0]), column: within(at.column + move[1]) };
      select();
    } else return;
    event.preventDefault();
  });
  inspector.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-input]");
      if (!button) return;
      shown = Number(button.dataset.input);
      inspect();
      inspector.querySelector(`[data-input="${shown}"]`)?.focus();
    },
    { signal: listeners.signal },
  );

  return {
    update(data) {
      layer = unpack(data);
      const wanted = [data.layer, data.outputs, data.inputs, data.side, data.k, data.pools].join();
      if (wanted !== built) {
        built = wanted;
        shown = null;
        const middle = layer.side >> 1;
        at = { channel: Math.min(at.channel, layer.outputs - 1), row: middle, column: middle };
        build();
      }
      repaint();
      select();
      inside.dataset.drawing = data.drawing;
    },
    remove() {
      clearTimeout(timer);
      listeners.abort();
    },
  };
});
