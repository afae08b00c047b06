// @ts-check
import { equal } from "../testing.js";
import { dragged, nearest, paths, seen } from "./chart.js";

Deno.test("a line goes through all places; a dot is a line of no length", () => {
  equal(paths(["1 2", "3 4"]), { line: "M1 2L3 4", dots: "M1 2h0M3 4h0" });
  equal(paths(["1 2"]), { line: "M1 2", dots: "M1 2h0" });
  equal(paths([]), { line: "", dots: "" });
});

Deno.test("the nearest point is so in epochs, on either side", () => {
  /** @type {[number, number][]} */
  const points = [[0, 5], [1, 6], [2, 7]];
  equal([-1, 0.4, 0.6, 1.4, 9].map((epoch) => nearest(points, epoch)[0]), [0, 0, 1, 1, 2]);
});

Deno.test("the scale of some epochs is that of the values there, of all where there are none", () => {
  /** @type {[number, number][]} */
  const points = [[0, 5], [1, 6], [2, 7]];
  equal(seen(points, [0.5, 2]), [6, 7]);
  equal(seen(points, [1, 1]), [6]);
  equal(seen(points, [1.2, 1.8]), [5, 6, 7]);
});

Deno.test("a drag chooses the epochs between its ends, either way round and within the axis", () => {
  const epochOf = (/** @type {number} */ x) => (x - 40) / 100;
  equal(dragged(140, 240, epochOf, 5), [1, 2]);
  equal(dragged(240, 140, epochOf, 5), [1, 2]);
  equal(dragged(0, 140, epochOf, 5), [0, 1]);
  equal(dragged(340, 940, epochOf, 5), [3, 5]);
  equal(dragged(140, 145, epochOf, 5), null);
  equal(dragged(0, 30, epochOf, 5), null);
});
