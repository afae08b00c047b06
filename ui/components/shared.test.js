// @ts-check
import {
  bytes, elsewhere, floats, largest, mounted, number, onPaper, percent, pixels, rgb, tint,
} from "./shared.js";
import { close, equal, packed } from "./testing.js";

const SIGNS = { above: [230, 159, 0], below: [0, 114, 178] };

Deno.test("numbers from Python are unpacked", () => {
  equal([...floats(packed(Float32Array.of(-1.5, 0, 3)))], [-1.5, 0, 3]);
  equal([...bytes(packed(Int8Array.of(1, -1)))], [1, 255]);
});

Deno.test("the largest amount has either sign, and is never 0", () => {
  equal(largest([1, -4, 3]), 4);
  equal(largest(Float32Array.of(0.5, 0.25)), 0.5);
  equal([largest([0, 0]), largest([])], [1, 1]);
});

Deno.test("a number has a true minus sign, and zero has none", () => {
  equal(number(-1.23456), "−1.235");
  equal(number(2, 1), "2.0");
  equal(number(-0.0004), "0.000");
  equal(number(-0.0006), "−0.001");
});

Deno.test("a percentage is written as Python writes it", () => {
  equal([percent(0.98862), percent(1, 0)], ["98.9\u00a0%", "100\u00a0%"]);
});

Deno.test("pixels have the colour of their sign, and are as opaque as they are large", () => {
  equal(rgb(" #E69F00"), SIGNS.above);
  equal([...pixels([1, -2, 0, 0.5], 1, SIGNS)],
    [230, 159, 0, 255, 0, 114, 178, 255, 230, 159, 0, 0, 230, 159, 0, 128]);
});

Deno.test("a tint is at most 55 % strong", () => {
  equal(tint(-9, 3, SIGNS), "color-mix(in srgb, rgb(0,114,178) 55%, transparent)");
  equal(tint(1, 2, SIGNS), "color-mix(in srgb, rgb(230,159,0) 28%, transparent)");
  close(Number(tint(0, 2, SIGNS).match(/ (\d+)%/)?.[1]), 0);
});

Deno.test("a click with a modifier wants a tab of its own", () => {
  const keys = { ctrlKey: false, metaKey: false, shiftKey: false };
  equal(elsewhere(keys), false);
  for (const key of Object.keys(keys)) equal(elsewhere({ ...keys, [key]: true }), true);
});

Deno.test("a component is made once for its element, updated by each run, removed once", () => {
  /** @type {string[]} */
  const log = [];
  /** @param {unknown} root */
  const component = (root, data = 0) => /** @type {any} */ ({ parentElement: root, data });
  const [one, other] = [{}, {}];
  const mount = mounted(() => {
    log.push("made");
    return { update: ({ data }) => log.push(`update ${data}`), remove: () => log.push("removed") };
  });
  mount(component(one, 1));
  const remove = mount(component(one, 2));
  equal(log, ["made", "update 1", "update 2"]);
  mount(component(other, 3));
  equal(log.slice(3), ["made", "update 3"]);
  remove();
  remove();
  equal(log.slice(5), ["removed"]);
  mount(component(one, 4));
  remove();
  equal(log.slice(6), ["made", "update 4"]);
});

Deno.test("ink is black on white paper", () => {
  equal([...onPaper(new Uint8Array([0, 255]))], [255, 255, 255, 255, 0, 0, 0, 255]);
});
