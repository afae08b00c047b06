// @ts-check
import { close, equal, packed } from "../testing.js";
import { blockOf, mapOf, pooled, ranked, unpack, valueAt, windowOf, winner } from "./convolution.js";

/** Two inputs of 3 x 3, one output, kernels of 3 x 3: all of the first are 1, of the second its middle is 10. */
const layer = unpack({
  layer: 1, first: false, outputs: 1, inputs: 2, k: 3, side: 3, small: 1, pools: true, rectifies: true,
  weight: packed(Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 10, 0, 0, 0, 0)),
  bias: packed(Float32Array.of(0.5)),
  input: packed(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, -7, -8, -9)),
  before: packed(Float32Array.of(1, 7, 3, 4, 5, 6, 8, 8, 9)),
  after: packed(Float32Array.of(7)),
});

Deno.test("a pixel amid a map is the sum of all products, and the bias", () => {
  const { channels, total, bias, result } = windowOf(layer, { channel: 0, row: 1, column: 1 });
  equal(channels.map(({ sum }) => sum), [45, -50]);
  equal([total, bias, result], [-5, 0.5, -4.5]);
  equal(channels.flatMap(({ cells }) => cells).some(({ outside }) => outside), false);
});

Deno.test("beyond every edge there are zeros", () => {
  const { channels: [first] } = windowOf(layer, { channel: 0, row: 0, column: 2 });
  equal(first.cells.map(({ x }) => x), [0, 0, 0, 2, 3, 0, 5, 6, 0]);
  equal(first.cells.map(({ outside }) => outside),
    [true, true, true, false, false, true, false, false, true]);
  const { channels: [last] } = windowOf(layer, { channel: 0, row: 2, column: 0 });
  equal(last.cells.map(({ x }) => x), [0, 4, 5, 0, 7, 8, 0, 0, 0]);
});

Deno.test("the weights are those of the pixel's channel", () => {
  const two = { ...layer, outputs: 2, bias: Float32Array.of(0, 9) };
  two.weight = Float32Array.of(...layer.weight, ...layer.weight.map((w) => 2 * w));
  const { total, bias } = windowOf(two, { channel: 1, row: 1, column: 1 });
  equal([total, bias], [-10, 9]);
});

Deno.test("the channels that count most come first, whatever their sign", () => {
  const { channels } = windowOf(layer, { channel: 0, row: 1, column: 1 });
  equal(ranked(channels).map(({ i }) => i), [1, 0]);
  equal(channels.map(({ i }) => i), [0, 1]);
});

Deno.test("maps and values are found by channel, row and column", () => {
  equal([...mapOf(layer.input, 3, 1)], [-1, -2, -3, -4, -5, -6, -7, -8, -9]);
  close(valueAt(layer, { channel: 0, row: 1, column: 2 }), 6);
  close(valueAt({ ...layer, before: layer.input }, { channel: 1, row: 2, column: 0 }), -7);
});

Deno.test("pooling takes the largest of four, and drops the odd edge", () => {
  equal(pooled(layer, { channel: 0, row: 1, column: 1 }), { channel: 0, row: 0, column: 0 });
  equal(pooled(layer, { channel: 0, row: 1, column: 2 }), null);
  equal(pooled(layer, { channel: 0, row: 2, column: 0 }), null);
  const plain = { ...layer, pools: false };
  equal(pooled(plain, { channel: 0, row: 2, column: 2 }), { channel: 0, row: 2, column: 2 });
  equal(blockOf({ channel: 3, row: 1, column: 2 }).map(({ row, column }) => [row, column]),
    [[2, 4], [2, 5], [3, 4], [3, 5]]);
  equal(winner(layer, { channel: 0, row: 0, column: 0 }), { channel: 0, row: 0, column: 1 });
});
