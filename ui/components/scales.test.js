// @ts-check
import { scaleOf, stepOf, ticks } from "./scales.js";
import { close, equal } from "./testing.js";

Deno.test("a step is 1, 2 or 5 times a power of ten, and about as many fit as wanted", () => {
  close(stepOf(10, 5), 2);
  close(stepOf(11, 5), 5);
  close(stepOf(30, 5), 10);
  close(stepOf(5, 5), 1);
  close(stepOf(0.03, 5), 0.01);
  close(stepOf(99_000, 5), 20_000);
  for (let range = 1e-4; range < 1e6; range *= 1.37) {
    for (const count of [1, 3, 5, 6]) {
      const step = stepOf(range, count), lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
      equal([1, 2, 5].some((m) => Math.abs(lead - m) < 1e-6), true);
      equal(step * count >= range * 0.99 && step * count <= range * 10, true);
    }
  }
});

Deno.test("ticks are the multiples of a step, with as many places as it has", () => {
  equal(ticks(0, 10, 5), [[0, "0"], [5, "5"], [10, "10"]]);
  equal(ticks(0.1, 0.31, 0.1).map(([, text]) => text), ["0.1", "0.2", "0.3"]);
  equal(ticks(-1, 1, 0.5).map(([, text]) => text), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]);
  equal(ticks(96, 98, 2).map(([, text]) => text), ["96", "98"]);
  equal(ticks(0, 2e5, 1e5).map(([, text]) => text), ["0", "1.0e+5", "2.0e+5"]);
  equal(ticks(0, 4e-4, 2e-4).map(([, text]) => text), ["0.0000", "2.0e-4", "4.0e-4"]);
});

Deno.test("a scale holds all values between whole steps", () => {
  equal(scaleOf([1.2, 8.9]), { low: 0, high: 10, step: 2 });
  const { low, high, step } = scaleOf([0.31, 2.3]);
  close(low, 0);
  close(high, 2.5);
  close(step, 0.5);
});

Deno.test("there is a scale without values, and for values that are all one", () => {
  const empty = scaleOf([]);
  close(empty.low, 0);
  close(empty.high, 1);
  const flat = scaleOf([3, 3]);
  equal(flat.low < 3 && flat.high > 3, true);
});
