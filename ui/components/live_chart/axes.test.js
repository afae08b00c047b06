// @ts-check
import { close, equal } from "../testing.js";
import { axisOf, every, power } from "./axes.js";

Deno.test("categories are as wide as each other, and found again at their places", () => {
  const axis = axisOf({ title: "", labels: ["a", "b", "c", "d"] }, [], 40, 440, 20);
  equal([axis.at(0), axis.at(3), axis.band], [90, 390, 100]);
  equal([39, 41, 139, 141, 999].map(axis.category), [0, 0, 0, 1, 3]);
  equal(axis.ticks, [[0, "a"], [1, "b"], [2, "c"], [3, "d"]]);
});

Deno.test("where labels would touch, some are left out", () => {
  const labels = Array.from({ length: 10 }, (_, i) => String(i));
  equal(axisOf({ title: "", labels }, [], 0, 100, 20).ticks.map(([i]) => i), [0, 2, 4, 6, 8]);
  equal([every(30, 20), every(20, 20), every(10, 25)], [1, 1, 3]);
});

Deno.test("numbers are within their ends, or the ends hold them", () => {
  const share = axisOf({ title: "", low: 0, high: 100 }, [30], 200, 0, 40);
  equal([share.at(0), share.at(50), share.at(100)], [200, 100, 0]);
  equal(share.ticks.map(([value]) => value), [0, 20, 40, 60, 80, 100]);
  const fitted = axisOf({ title: "" }, [-3, 9], 0, 100, 20);
  close(fitted.at(-5), 0);
  close(fitted.at(10), 100);
});

Deno.test("powers of ten are as far apart as each other", () => {
  const axis = axisOf({ title: "", log: true }, [0.002, 5], 300, 0, 30);
  close(axis.at(0.001), 300);
  close(axis.at(10), 0);
  close(axis.at(0.1), 150);
  equal(axis.ticks.map(([, label]) => label), ["0.001", "0.01", "0.1", "1", "10"]);
  equal([power(-9), power(4), power(3)], ["1e−9", "1e4", "1000"]);
});
