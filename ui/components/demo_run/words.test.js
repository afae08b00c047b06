// @ts-check
import { close, equal } from "../testing.js";
import { depth } from "./error_chart.js";
import { said } from "./words.js";

/** @type {import("./words.js").Look} */
const LOOK = {
  phase: "training", next: 1, layers: null, labels: [], version: "", misfit: "", seen: 12_800, total: 180_000,
  seconds: 3.6, training: [], tests: [], accuracy: null, before: 0.991, answering: "", kept: null, samples: null,
};

Deno.test("while it learns, what it has seen and how good it was", () => {
  equal(said(LOOK), ["A second network is learning", "12\u202f800 images in 4\u00a0s"]);
  equal(said({ ...LOOK, accuracy: 0.8478 })[1], "12\u202f800 images in 4\u00a0s, 84.8\u00a0% right in its last test");
});

Deno.test("it says why it stands still", () => {
  equal(said({ ...LOOK, phase: "waiting" }), ["A second network waits", "Somebody trains here, and it gives way."]);
  equal(said({ ...LOOK, phase: "waiting", accuracy: 0.5 })[1],
    "Somebody trains here, and it gives way. It was 50.0\u00a0% right so far.");
});

Deno.test("at the end it says which of the two answers", () => {
  const [better, why] = said({ ...LOOK, phase: "finished", accuracy: 0.9923 });
  equal(better, "The second network answers now");
  equal(why, "It learned for 4\u00a0s and is 99.2\u00a0% right; the first one was 99.1\u00a0%.");
  equal(said({ ...LOOK, phase: "finished", accuracy: 0.991 })[0], "A second network has learned");
});

Deno.test("before it begins it knows nothing", () => {
  equal(said({ ...LOOK, phase: "soon" })[0], "A second network is about to learn");
});

Deno.test("the last wrong answers in a hundred have as much room as the first nine in ten", () => {
  equal([depth(1), depth(0.005), depth(0)], [0, 1, 1]);
  close(depth(0.01) - depth(0.1), depth(0.1) - depth(1));
});
