// @ts-check
import { equal } from "../testing.js";
import { number, safetensors, widened } from "./weights_in_page.js";

/** @param {string} dtype @param {Uint8Array} data @param {number} count */
function file(dtype, data, count) {
  const text = new TextEncoder().encode(
    JSON.stringify({ w: { dtype, shape: [count], data_offsets: [0, data.length] } }),
  );
  const whole = new Uint8Array(8 + text.length + data.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  whole.set(data, 8 + text.length);
  return whole.buffer;
}

Deno.test("numbers of half precision are what IEEE 754 says", () => {
  equal([0x3c00, 0xc000, 0x0000, 0x7bff, 0x0001, 0x3555, 0x7c00].map(number), [
    1,
    -2,
    0,
    65504,
    2 ** -24,
    0.333251953125,
    Infinity,
  ]);
  equal(Number.isNaN(number(0x7e00)), true);
});

Deno.test("a file of halves becomes one of whole numbers, in the same order", () => {
  const halves = new Uint8Array(new Uint16Array([0x3c00, 0xc000, 0x3800]).buffer);
  const wide = widened(file("F16", halves, 3));
  const length = Number(new DataView(wide).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(wide, 8, length)));
  equal(header.w, { dtype: "F32", shape: [3], data_offsets: [0, 12] });
  equal([...new Float32Array(wide, 8 + length)], [1, -2, 0.5]);
});

Deno.test("what is not of half precision comes back as it was", () => {
  const floats = new Uint8Array(new Float32Array([1.5, -0.25]).buffer), whole = file("F32", floats, 2);
  const text = btoa(String.fromCharCode(...new Uint8Array(whole)));
  equal(new Uint8Array(safetensors({ weights: text, half: false })), new Uint8Array(whole));
});
