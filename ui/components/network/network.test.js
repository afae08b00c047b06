// @ts-check
import { close, equal } from "../testing.js";
import { ranked, rowsOf } from "./bars.js";
import { recurrent } from "./cells.js";
import { convolutional, convolve, pool } from "./layers.js";
import { clean, splitNames } from "./letters.js";
import { following } from "./loading.js";
import { ngramRows, rowSums } from "./ngrams.js";
import { SIDE } from "./normalise.js";
import { preprocess, withoutDots, withUsualPen } from "./preprocess.js";
import { softmax } from "./softmax.js";
import { Misfit, weightsOf } from "./weights.js";

/** @typedef {Record<string, { shape: number[], values: number[] }>} Arrays */

/** A safetensors file. @param {Arrays} arrays @param {string} [dtype] */
function file(arrays, dtype = "F32") {
  let at = 0;
  const header = Object.entries(arrays).map(([name, { shape, values }]) =>
    [name, { dtype, shape, data_offsets: [at, at += 4 * values.length] }]);
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const made = new Uint8Array(8 + text.length + at);
  new DataView(made.buffer).setBigUint64(0, BigInt(text.length), true);
  made.set(text, 8);
  const numbers = Float32Array.from(Object.values(arrays).flatMap(({ values }) => values));
  made.set(new Uint8Array(numbers.buffer), 8 + text.length);
  return made.buffer;
}

/** @param {() => unknown} what */
function misfits(what) {
  try {
    what();
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    throw error;
  }
  throw new Error("it fits");
}

Deno.test("weights are taken by name and shape, and each is to be taken", () => {
  const weights = weightsOf(file({ a: { shape: [2, 1], values: [1, 2] }, b: { shape: [1], values: [3] } }));
  equal([...weights.take("a", [2, 1])], [1, 2]);
  equal(misfits(() => weights.take("a", [1, 2])), "no a of shape 1,2");
  equal(misfits(() => weights.take("c", [1])), "no c of shape 1");
  equal(misfits(weights.all), "b has no place");
  equal([...weights.take("b", [1])], [3]);
  weights.all();
});

Deno.test("a file that is torn, or of other numbers, is no network's", () => {
  const whole = file({ a: { shape: [2], values: [1, 2] } });
  for (const length of [0, 7, 8, 20]) misfits(() => weightsOf(whole.slice(0, length)));
  misfits(() => weightsOf(whole.slice(0, -1)).take("a", [2]));
  misfits(() => weightsOf(file({ a: { shape: [2], values: [1, 2] } }, "I32")).take("a", [2]));
});

Deno.test("a convolution sees zeros beyond the edges", () => {
  const ones = new Float32Array(9).fill(1);
  const out = convolve(ones, ones, Float32Array.of(0.5), 1, 1, 3, 3, new Float32Array(9));
  equal([...out], [4.5, 6.5, 4.5, 6.5, 9.5, 6.5, 4.5, 6.5, 4.5]);
});

Deno.test("a pool keeps the largest of four, and leaves out the last row of an odd side", () => {
  const values = Float32Array.of(1, 2, 9, 4, -3, 9, 9, 9, 9);
  equal([...pool(values, 3, [1, 1, 1], new Float32Array(1))], [4]);
});

Deno.test("a softmax neither overflows nor forgets", () => {
  const shares = softmax(Float32Array.of(1000, 999, -1000));
  close(shares[0], 1 / (1 + Math.exp(-1)));
  close(shares.reduce((a, b) => a + b), 1);
});

Deno.test("a layer or a cell that is not known is an error, never an answer", () => {
  const none = weightsOf(file({}));
  let said = "";
  try {
    convolutional([{ type: "Attention", arguments: [], shape: [1] }], none);
  } catch (error) {
    said = String(error);
  }
  equal(said, "Error: the layer Attention is not known here");
  try {
    recurrent(reading({ cells: [{ ...CELL, move: "mamba" }] }), none);
  } catch (error) {
    said = String(error);
  }
  equal(said, "Error: the cell mamba is not known here");
});

const CELL = {
  move: "linear",
  table: [{ step: /** @type {const} */ ("rows"), weight: "rows" }],
  bias: null,
  hidden: "w",
  candidate: null,
};

/**
 * The steps of a network of one hidden unit, two letters and two classes.
 * @param {object} changed
 * @param {typeof CELL[]} [changed.cells]
 * @param {boolean} [changed.backwards]
 * @param {("last" | "max" | "mean")[]} [changed.states]
 * @param {boolean} [changed.marks]
 * @param {string | null} [changed.letter]
 * @returns {import("./cells.js").Steps}
 */
function reading({ cells = [CELL], backwards = false, states = ["last"], marks = false, letter = null }) {
  return {
    alphabet: "ab",
    hidden_size: 1,
    classes: 2,
    marks,
    ngrams: 1,
    embedding: null,
    shortcut: null,
    ways: [{ backwards, cells }],
    readout: { letter, states, hidden: "u", bias: "c" },
  };
}

/** @param {Arrays} [more] */
const byHand = (more = {}) =>
  weightsOf(file({
    rows: { shape: [2, 1], values: [1, 10] },
    w: { shape: [1, 1], values: [2] },
    u: { shape: [1, 2], values: [1, -1] },
    c: { shape: [2], values: [0, 0.5] },
    ...more,
  }));

Deno.test("a linear cell is followed by hand, from either end", () => {
  const { states, logits } = recurrent(reading({}), byHand())("aba");
  equal(states[0].map(([h]) => h), [1, 12, 25]);
  equal([...logits], [25, -24.5]);
  equal(recurrent(reading({ backwards: true }), byHand())("ab").states[0].map(([h]) => h), [10, 21]);
  equal([...recurrent(reading({ states: ["mean"] }), byHand())("ab").logits], [6.5, -6]);
});

Deno.test("marks stand around a name, and the notes read the state before the last letter", () => {
  const marked = byHand({ rows: { shape: [4, 1], values: [1, 10, 100, 1000] } });
  equal([...recurrent(reading({ marks: true, states: ["max"] }), marked)("a").logits], [1402, -1401.5]);
  const direct = byHand({ l: { shape: [2, 2], values: [3, 3, 5, 5] } });
  const read = recurrent(reading({ letter: "l" }), direct);
  equal([...read("ab").logits], [1 + 5, -1 + 5 + 0.5]);
  equal([...read("b").logits], [5, 5.5]);
});

Deno.test("pairs and triples end at a symbol, and triples share their buckets", () => {
  equal(ngramRows([0, 1, 1], 1, 2, 2), [[0], [1], [1]]);
  equal(ngramRows([0, 1, 1], 3, 2, 6 + 2), [[0], [1, 2 + 1], [1, 2 + 3, 6 + 1]]);
  const table = { values: Float32Array.of(1, 2, 10, 20), rows: 2, width: 2 };
  equal([...rowSums(table, [0, 1, 1])], [21, 42]);
  equal([...rowSums(table, [])], [0, 0]);
});

Deno.test("a drawing fills a box of 20 pixels around the middle", () => {
  const picture = preprocess([{ points: [[0.1, 0.1], [0.1, 0.4]], width: 0.07 }]);
  const rows = Array.from({ length: SIDE }, (_, y) => picture.subarray(y * SIDE, (y + 1) * SIDE));
  const inked = rows.flatMap((row, y) => row.some((v) => v > 0.3) ? [y] : []);
  equal([inked[0], inked.length], [4, 21]);
  equal(rows[14].indexOf(Math.max(...rows[14])), 14);
});

Deno.test("dots beside lines go, and a pen is brought to the usual", () => {
  /** @type {import("./preprocess.js").Stroke} */
  const line = { points: [[0.2, 0.2], [0.2, 0.8]], width: 0.01 };
  /** @type {import("./preprocess.js").Stroke} */
  const dot = { points: [[0.5, 0.5]], width: 0.05 };
  const dots = [dot];
  equal(withoutDots([line, dot]), [line]);
  equal(withoutDots(dots), dots);
  equal(withUsualPen(dots), dots);
  close(withUsualPen([line])[0].width, 0.6 * 2 / 18);
});

Deno.test("Latin letters are read here, and what is not known is left to Python", () => {
  equal(clean("  O’Brien-"), "o'brien");
  equal(clean("Łukaszewicz"), "lukaszewicz");
  equal(clean("Nguye\u0302\u0303n 3"), "nguyen");
  for (const text of ["Юрьев", "😀", "", "42", "a".repeat(61), "x".repeat(1000)]) equal(clean(text), null);
  equal(splitNames(" a,b；\n ,c d"), ["a", "b", "c d"]);
});

Deno.test("bars stand in their labels' order, or the likeliest first", () => {
  const rows = rowsOf(["a", "b", "c"], Float32Array.of(0.25, 0.5, 0.25));
  equal(ranked(rows).map(({ label }) => label), ["b", "a", "c"]);
  equal(rows[0], { label: "a", share: 0.25 });
});

/**
 * Runs with a server that answers so.
 * @param {() => Response} answer
 * @param {(said: string[], follow: (source: import("./loading.js").Source) => Promise<void>) => Promise<void>} body
 */
async function served(answer, body) {
  const real = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve().then(answer);
  /** @type {string[]} */
  const said = [];
  try {
    await body(said, following(
      (_, weights) => weights.take("a", [1]),
      (network) => said.push(`network ${network[0]}`),
      (sentence) => said.push(sentence),
    ));
  } finally {
    globalThis.fetch = real;
  }
}
const SOURCE = { url: "weights/x", version: "1", misfit: "They are not its own." };

Deno.test("weights are had once, and again when they are others", async () => {
  let value = 1;
  await served(() => new Response(file({ a: { shape: [1], values: [value++] } })), async (said, follow) => {
    await follow(SOURCE);
    await follow(SOURCE);
    await follow({ ...SOURCE, version: "2" });
    equal(said, ["network 1", "network 2"]);
  });
});

Deno.test("what goes wrong is a sentence, and is tried again where that may help", async () => {
  await served(() => new Response("torn"), async (said, follow) => {
    await follow(SOURCE);
    await follow(SOURCE);
    equal(said, [SOURCE.misfit]);
  });
  const gone = () => Response.json({ error: "There is no run x." }, { status: 404 });
  await served(gone, async (said, follow) => {
    await follow(SOURCE);
    await follow(SOURCE);
    equal(said, ["There is no run x.", "There is no run x."]);
  });
  await served(() => new Response("<html>", { status: 502 }), async (said, follow) => {
    await follow(SOURCE);
    equal(said, ["The server gave no weights (502). Reload the page."]);
  });
  await served(() => {
    throw new TypeError("failed to fetch");
  }, async (said, follow) => {
    await follow(SOURCE);
    equal(said, ["The server does not answer. Start it again, or reload the page."]);
  });
});
