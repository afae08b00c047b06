// @ts-check
import { equal } from "../testing.js";
import { arrange, atlas, cornerOf, greyShades, signedShades, spotAt, stagesOf } from "./maps.js";

/** @param {number[]} channels @param {boolean} [pools] */
function layersOf(channels, pools = true) {
  /** @type {import("./layers.js").Layer[]} */
  const layers = [];
  let side = 28, inputs = 1;
  for (const outputs of channels) {
    layers.push({ type: "Conv2d", arguments: [inputs, outputs, 3], shape: [outputs, side, side] });
    if (pools) side >>= 1;
    if (pools) layers.push({ type: "MaxPool2d", arguments: [2], shape: [outputs, side, side] });
    layers.push({ type: "ReLU", arguments: [], shape: [outputs, side, side] });
    inputs = outputs;
  }
  const features = inputs * side * side;
  return [
    ...layers,
    { type: "Flatten", arguments: [], shape: [features] },
    { type: "Linear", arguments: [features, 64], shape: [64] },
    { type: "ReLU", arguments: [], shape: [64] },
    { type: "Linear", arguments: [64, 10], shape: [10] },
  ];
}

const WIDTH = 500, HEIGHT = 400;

/** @param {import("./maps.js").Place[]} places */
const total = (places) => places.reduce((sum, { width }) => sum + width, 0);

Deno.test("a network is shown in columns: each convolution, what is handed on, dense units, the answer", () => {
  const stages = stagesOf(layersOf([8, 16]));
  equal(stages.map(({ kind, channels, side }) => [kind, channels, side]), [
    ["input", 1, 28], ["convolution", 8, 28], ["handed on", 8, 14], ["convolution", 16, 14],
    ["handed on", 16, 7], ["dense", 64, 1], ["answer", 10, 1],
  ]);
  equal(stages.map(({ title }) => title), ["Input", "Conv 1", "Pool + ReLU", "Conv 2", "Pool + ReLU", "Dense", "Answer"]);
  equal(stages.map(({ made }) => made), [-1, 0, 0, 3, 3, 7, 9]);
  equal(stages.map(({ shown }) => shown), [-1, 0, 2, 3, 5, 8, 9]);
});

Deno.test("a convolution that is followed by nothing hands on its own maps", () => {
  const layers = layersOf([4], false).filter(({ type }, i) => i !== 1 || type !== "ReLU");
  equal(stagesOf(layers).map(({ kind }) => kind), ["input", "convolution", "dense", "answer"]);
});

Deno.test("all maps of a usual network are shown, inside the space, as large as it lets them be", () => {
  const stages = stagesOf(layersOf([8, 16, 32])).slice(1, -1);
  const places = arrange(stages, WIDTH, HEIGHT);
  equal(places.map(({ count }) => count), stages.map(({ channels }) => channels));
  equal(total(places) <= WIDTH && places.every(({ height }) => height <= HEIGHT), true);
  const roomier = arrange(stages, 3 * WIDTH, 2 * HEIGHT);
  equal(roomier.every(({ zoom }, i) => zoom >= places[i].zoom) && roomier[0].zoom > places[0].zoom, true);
});

Deno.test("a wide network folds; the layer that is opened folds last", () => {
  const stages = stagesOf(layersOf([256, 256, 256, 256])).slice(1, -1);
  const places = arrange(stages, WIDTH, HEIGHT);
  equal(total(places) <= WIDTH, true);
  equal(places.every(({ count }, i) => count >= 1 && count <= stages[i].channels), true);
  equal(places[0].count < 256, true);
  const opened = arrange(stages, 900, HEIGHT, 2);
  equal(opened[2].count > arrange(stages, 900, HEIGHT)[2].count, true);
  equal(total(opened) <= 900, true);
});

Deno.test("in no space at all there is one map of each", () => {
  const places = arrange(stagesOf(layersOf([8])).slice(1, -1), 1, 1);
  equal(places.map(({ count }) => count), [1, 1, 1]);
});

Deno.test("a point of the canvas is a value of a map, and what is drawn there is that value's colour", () => {
  const stages = stagesOf(layersOf([6])).slice(1, 2), [stage] = stages;
  const [place] = arrange(stages, 200, 100);
  const values = new Float32Array(6 * 784).fill(0);
  values[4 * 784 + 3 * 28 + 20] = -2; // map 5, row 4, column 21
  const shades = signedShades({ above: [230, 159, 0], below: [0, 114, 178] }, [0, 0, 0]);
  const pixels = atlas(values, 28, place, 2, shades);
  const width = place.columns * place.pitch - 1, height = place.rows * place.pitch - 1;
  const { x, y } = cornerOf(place, 4);
  const at = 4 * ((y + 3) * width + x + 20);
  equal([...pixels.slice(at, at + 4)], [0, 114, 178, 255]);
  const found = spotAt(stage, place, (x + 20.5) / width, (y + 3.5) / height);
  equal(found, { channel: 4, row: 3, column: 20 });
  equal(spotAt(stage, place, (x - 0.5) / width, (y + 3.5) / height), null);
});

Deno.test("what is stronger than the scale has the strongest colour, and nothing is still seen", () => {
  const place = { columns: 1, rows: 1, zoom: 1, count: 1, pitch: 3, width: 2, height: 2 };
  const shades = signedShades({ above: [200, 100, 0], below: [0, 0, 200] }, [10, 20, 30], 0.1);
  const pixels = atlas(Float32Array.of(9, 0, -9, 1), 2, place, 2, shades);
  equal([...pixels.slice(0, 8)], [200, 100, 0, 255, 10, 20, 30, 26]);
  equal([...pixels.slice(8, 12)], [0, 0, 200, 255]);
  equal([...atlas(Float32Array.of(1, 0, -1, 0.5), 2, place, 1, greyShades()).slice(0, 8)], [255, 255, 255, 255, 0, 0, 0, 255]);
});
