// @ts-check
import { close, equal } from "../testing.js";
import { carriedByKernels, carriedByWeights, convolutionOf, kernelSums, linksOf, linksTo, marksOf, strongest } from "./links.js";
import { arrange, stagesOf } from "./maps.js";

Deno.test("links carry values times weights, and the strongest are kept", () => {
  const kernels = Float32Array.from({ length: 2 * 2 * 9 }, (_, i) => Math.floor(i / 9) - 1); // -1, 0, 1, 2
  equal([...kernelSums(kernels, 3)], [-9, 0, 9, 18]);
  const maps = Float32Array.of(1, 1, 1, 1, 0, 0, 0, 2); // means 1 and 0.5
  const links = carriedByKernels(maps, 2, kernelSums(kernels, 3), 2, 2);
  equal(links.map(({ from, to, carries }) => [from, to, carries]),
    [[0, 0, -9], [0, 1, 9], [1, 0, 0], [1, 1, 9]]);
  const dense = carriedByWeights(maps, 2, Float32Array.from({ length: 16 }, (_, i) => i), 2, [1]);
  close(dense[0].carries, 8 + 9 + 10 + 11);
  close(dense[1].carries, 2 * 15);
  equal(strongest(links, 2).every(({ carries }) => Math.abs(carries) === 9), true);
});

/** A convolution of two kernels, pooled, with a ReLU, and one of one; then two units and two labels. */
function network() {
  const layers = [
    { type: "Conv2d", arguments: [1, 2, 3], shape: [2, 28, 28] },
    { type: "MaxPool2d", arguments: [2], shape: [2, 14, 14] },
    { type: "ReLU", arguments: [], shape: [2, 14, 14] },
    { type: "Conv2d", arguments: [2, 1, 3], shape: [1, 14, 14] },
    { type: "Flatten", arguments: [], shape: [196] },
    { type: "Linear", arguments: [196, 2], shape: [2] },
    { type: "ReLU", arguments: [], shape: [2] },
    { type: "Linear", arguments: [2, 2], shape: [2] },
  ];
  const stages = stagesOf(layers);
  const filled = (/** @type {number} */ length, /** @type {(i: number) => number} */ v) => Float32Array.from({ length }, (_, i) => v(i));
  /** @type {Record<number, { weight: Float32Array, bias: Float32Array }>} */
  const parameters = {
    0: { weight: filled(18, (i) => (i < 9 ? 1 : -1)), bias: filled(2, () => 0) },
    3: { weight: filled(18, (i) => (i < 9 ? 1 : 2)), bias: filled(1, () => 0.5) },
    5: { weight: filled(392, (i) => (i < 196 ? 1 : -1)), bias: filled(2, () => 0) },
    7: { weight: filled(4, (i) => i + 1), bias: filled(2, () => 0) },
  };
  // The input is 1 in its upper left corner alone.
  const values = [
    filled(784, (i) => (i ? 0 : 1)), filled(1568, (i) => (i === 29 ? 7 : i === 784 ? -1 : 0)), filled(392, (i) => (i ? 0 : 7)),
    filled(196, (i) => (i ? 0 : 7.5)), filled(2, (i) => (i ? 0 : 7.5)), filled(2, () => 0),
  ];
  return {
    stages, places: [...arrange(stages, 2000, 400)],
    sums: stages.map(({ kind, made, k }) => kind === "convolution" ? kernelSums(parameters[made].weight, k) : new Float32Array()),
    values: (/** @type {number} */ i) => values[i],
    parameters: (/** @type {number} */ i) => parameters[stages[i].made] ?? null,
  };
}

Deno.test("a pixel after pooling came from the largest of four, and that from its window", () => {
  const shown = network();
  const found = linksOf(shown, { stage: 2, channel: 0, row: 0, column: 0 });
  equal([...found.keys()], [2, 1]);
  equal(found.get(2), [{ from: 0, to: 0, carries: 7 }]);
  equal(found.get(1), [{ from: 0, to: 0, carries: 1 }]); // the pixel at row 2, column 2 sees the corner
  const second = linksOf(shown, { stage: 3, channel: 0, row: 0, column: 0 });
  equal(second.get(3), [{ from: 0, to: 0, carries: 7 }, { from: 1, to: 0, carries: 0 }]);
});

Deno.test("a unit and a label came from all that is before them", () => {
  const shown = network();
  equal(linksOf(shown, { stage: 4, channel: 1, row: 0, column: 0 }).get(4), [{ from: 0, to: 1, carries: -7.5 }]);
  equal(linksOf(shown, { stage: 5, channel: 1, row: 0, column: 0 }).get(5),
    [{ from: 0, to: 1, carries: 22.5 }, { from: 1, to: 1, carries: 0 }]);
  equal([...linksOf(shown, { stage: 0, channel: 0, row: 0, column: 0 })], []);
});

Deno.test("at rest every link of a stage carries something of its own", () => {
  const shown = network();
  equal(linksTo(shown, 1).map(({ carries }) => carries.toFixed(4)), ["0.0115", "-0.0115"]);
  equal(linksTo(shown, 2).map(({ from, to }) => [from, to]), [[0, 0], [1, 1]]);
  equal(linksTo(shown, 5).length, 4);
});

Deno.test("a convolution is had in numbers from its own maps, and from what is handed on", () => {
  const shown = network(), own = convolutionOf(shown, 1), handed = convolutionOf(shown, 2);
  equal(own, handed);
  equal([own?.pools, own?.rectifies, own?.small, own?.first], [true, true, 14, true]);
  const second = convolutionOf(shown, 3);
  equal([second?.pools, second?.rectifies, second?.small, second?.first], [false, false, 14, false]);
  equal(convolutionOf(shown, 4), null);
});

Deno.test("a value that is chosen is framed, with its window in every map that it was made of", () => {
  const shown = network();
  const handed = marksOf(shown, { stage: 2, channel: 0, row: 0, column: 0 });
  equal(handed.map(({ stage, row, column, size }) => [stage, row, column, size]),
    [[2, 0, 0, 1], [1, 0, 0, 2], [1, 1, 1, 1], [0, 0, 0, 3]]);
  const own = marksOf(shown, { stage: 3, channel: 0, row: 0, column: 5 });
  equal(own.map(({ stage, channel, row, column, size }) => [stage, channel, row, column, size]),
    [[3, 0, 0, 5, 1], [2, 0, -1, 4, 3], [2, 1, -1, 4, 3]]);
  equal(marksOf(shown, { stage: 4, channel: 1, row: 0, column: 0 }).length, 1);
  equal(marksOf(shown, { stage: 5, channel: 1, row: 0, column: 0 }), []);
});
