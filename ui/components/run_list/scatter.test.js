// @ts-check
import { close, equal } from "../testing.js";
import { laidOut, logTicks, stepped } from "./scatter.js";

const run = (/** @type {string} */ id, /** @type {number | undefined} */ accuracy, /** @type {number} */ seconds) =>
  ({ id, title: id, kind: "digits", status: "finished", nearest: "", created: 0, best: false, accuracy, seconds });

Deno.test("ten times as long is as far right everywhere, and better is higher", () => {
  const { points: [a, b, c] } = laidOut([run("a", 0.5, 1), run("b", 0.7, 10), run("c", 0.9, 100)], "seconds", 600);
  close(b.x - a.x, c.x - b.x);
  equal([a.y > b.y, b.y > c.y], [true, true]);
});

Deno.test("only what was tested and took time is a point; one run alone or none has axes too", () => {
  const only = laidOut([run("a", undefined, 1), run("b", 0.5, 0), run("c", 0.5, 3)], "seconds", 600);
  equal(only.points.map((point) => point.run.id), ["c"]);
  for (const { across, up } of [only, laidOut([], "parameters", 300)]) {
    if (!across.length || up.length < 2) throw new Error("no ticks");
  }
});

Deno.test("ticks of a logarithmic axis are round", () => {
  equal(logTicks(0.9, 11), [1, 2, 5, 10]);
  equal(logTicks(1, 1000), [1, 10, 100, 1000]);
});

Deno.test("arrows lead along the points and end at the last", () => {
  equal(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => stepped(1, key, 3)), [2, 0, 0, 2, 1]);
  equal(stepped(2, "ArrowRight", 3), 2);
});
