// @ts-check
import { equal } from "../testing.js";
import { inWords, sketch } from "./sketch.js";

const network = { shapes: [[16, 28, 28], [16, 14, 14], [784], [10]], loops: [false, false, true, false] };

Deno.test("layers are to scale: a map's side in values, units by area", () => {
  const { marks } = sketch(network);
  equal(marks.map(({ width, height }) => [width, height]), [[28, 28], [14, 14], [28, 28], [4, 10]]);
  equal(marks.map(({ sheets }) => sheets), [6, 6, 1, 1]);
});

Deno.test("nothing overlaps or leaves the picture", () => {
  const { width, height, marks } = sketch(network);
  marks.forEach((mark, i) => {
    const behind = 2 * (mark.sheets - 1), end = mark.x + mark.width + behind;
    if (end > (marks[i + 1]?.x ?? width)) throw new Error(`layer ${i} ends at ${end}`);
    if (mark.y - behind < 0 || mark.y + mark.height > height) throw new Error(`layer ${i} is too high`);
  });
});

Deno.test("it is told in words", () => {
  equal(inWords(network), "16 maps of 28 × 28, 16 maps of 14 × 14, 784 units, 10 units");
});
