// @ts-check
import { equal } from "../testing.js";
import { createExamples } from "./examples.js";

const strokes = [{ points: /** @type {[number, number][]} */ ([[0, 0], [1, 1]]), width: 0.07 }];

Deno.test("examples wait until Python has them, each with a number of its own", () => {
  const examples = createExamples();
  equal(examples.add(0, strokes).map(({ number }) => number), [1]);
  equal(examples.add(1, strokes).map(({ number, label }) => [number, label]), [[1, 0], [2, 1]]);
  examples.taken(1);
  equal(examples.add(1, strokes).map(({ number }) => number), [2, 3]);
});

Deno.test("after a reload numbers go on where Python is", () => {
  const examples = createExamples();
  examples.taken(7);
  equal(examples.add(0, strokes).map(({ number }) => number), [8]);
});
