// @ts-check
import { close, equal, packed } from "../testing.js";
import { decades, nearest, ranking, shareOf, unpack } from "./film.js";

Deno.test("a film is cut into its snapshots", () => {
  const film = unpack({
    drawing: "", layer: 0, labels: ["0"], noun: "digit", nouns: "digits", steps: [0, 5], tested: [null, 0.9], probabilities: [[1], [1]],
    channels: 2, inputs: 1, k: 1, side: 1,
    kernels: packed(Int8Array.of(1, -2, 3, -4)),
    maps: packed(Int8Array.of(5, 6, -127, 127)),
  });
  equal(film.kernels.map((all) => [...all]), [[1, -2], [3, -4]]);
  equal(film.maps.map((all) => [...all]), [[5, 6], [-127, 127]]);
});

Deno.test("the axis is logarithmic, from 0 to the last step", () => {
  equal([shareOf(0, 999), shareOf(999, 999)], [0, 1]);
  close(shareOf(9, 999), 1 / 3);
  equal(shareOf(0, 0), 0);
});

Deno.test("the axis names 0 and the powers of ten that are on it", () => {
  equal(decades(0), [0]);
  equal(decades(1000), [0, 1, 10, 100, 1000]);
  equal(decades(999), [0, 1, 10, 100]);
});

Deno.test("the nearest snapshot is so on the axis, not in steps", () => {
  equal(nearest([0, 9, 999], 0.3), 1);
  equal(nearest([0, 9, 999], 0.6), 1);
  equal(nearest([0, 9, 999], 0.7), 2);
  equal(nearest([0, 9, 999], -3), 0);
});

Deno.test("classes are ordered by the end, then by their best moment; only some were ever likely", () => {
  const { order, peaks, end, likely } = ranking([[0.2, 0.1, 0.7], [0.1, 0.9, 0.1], [0.1, 0.8, 0.1]], 7);
  equal(order, [1, 2, 0]);
  equal([peaks, end], [[0.2, 0.9, 0.7], [0.1, 0.8, 0.1]]);
  equal(likely, [1, 2, 0]);
  equal(ranking([[0.19, 0.81]], 7).likely, [1]);
  equal(ranking([[0.3, 0.3, 0.4]], 2).likely, [2, 0]);
});
