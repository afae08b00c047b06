// @ts-check
import { close, equal } from "../testing.js";
import { placed, spread, squares, stagesToScale } from "./scale.js";
import { layersOf } from "./shapes.js";

/** @param {number[]} channels @param {boolean[]} pooling @param {number | "same"} hidden */
const stages = (channels, pooling, hidden = 64) =>
  stagesToScale(layersOf({ channels, pooling, kernel_size: 3, conv_activation: "relu", hidden, head: "logits", dropout: 0, classes: 10 }));

Deno.test("ReLU is no column of its own, but what it leaves is shown", () => {
  const found = stages([8, 16], [true, false]);
  equal(found.map(({ title }) => title), ["Input", "Conv 1", "Pool", "Conv 2", "Dense", "Answer"]);
  equal(found.map(({ shown }) => shown), [-1, 0, 2, 4, 7, 8]);
});

/** @param {number[]} channels @param {boolean[]} pooling @param {number | "same"} [hidden] */
function fits(channels, pooling, hidden) {
  const { zoom, stages: shown, places, lefts, slots } = spread(stages(channels, pooling, hidden), 760, 170, 18, 84);
  places.forEach((place, i) => {
    if (shown[i].side > 1) equal(place.zoom, zoom); // a value is as large everywhere
    equal(place.height <= 170, true);
    equal(place.columns * place.rows >= place.count && (shown[i].side === 1 || place.count === shown[i].channels), true);
    if (i) equal(lefts[i] >= lefts[i - 1] + places[i - 1].width, true);
  });
  const last = places.length - 1;
  equal(lefts[last] + places[last].width <= 760.001, true);
  equal(slots.map((slot) => slot.stages).flat(), shown.map((_, i) => i));
  return zoom;
}

Deno.test("every network stands to scale in its space, the larger the smaller", () => {
  const quick = fits([8, 16, 32], [true, true, false]);
  const wide = fits([256, 256, 256, 256], [false, false, false, false]);
  equal(quick > 3 * wide, true);
  equal(wide > 0.2, true);
  fits([1], [false], "same");
  fits([4], [true], 4096);
  fits([256, 256, 256, 256], [true, true, true, true], "same");
});

Deno.test("dense units stand in as many columns as they need, and one is wide enough to be seen", () => {
  const dense = (/** @type {number} */ channels) => placed({ ...stages([1], [true])[3], channels }, 1, 160);
  equal([dense(10).columns, dense(10).rows, dense(10).zoom], [1, 10, 6]);
  equal(dense(10).width, 9);
  equal([dense(2560).rows, dense(2560).columns, dense(2560).count], [80, 32, 2560]);
  equal([dense(200_704).count, dense(200_704).width], [2880, 72]); // folded
});

Deno.test("areas are as the amounts", () => {
  const [a, b, none] = squares([400, 100, 0], 40);
  equal([a, none], [40, 0]);
  close(b, 20);
});
