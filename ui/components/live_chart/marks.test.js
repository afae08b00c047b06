// @ts-check
import { equal } from "../testing.js";
import { barPaths, linePath, nearestPlace, symbolPath } from "./marks.js";

Deno.test("a line is broken where a value is missing", () => {
  equal(linePath([[1, 2], [3, 4]]), "M1.0 2.0L3.0 4.0");
  equal(linePath([[1, 2], null, [3, 4], [5, 6]]), "M1.0 2.0M3.0 4.0L5.0 6.0");
  equal(linePath([null]), "");
});

Deno.test("symbols stand around their place", () => {
  equal(symbolPath("rect", [10, 20], 4), "M6 16h8v8h-8z");
  equal(symbolPath("triangle", [10, 20], 4), "M10 16l4 8h-8z");
  equal(symbolPath("diamond", [10, 20], 4), "M10 16l4 4l-4 4l-4 -4z");
  equal(symbolPath("circle", [10, 20], 4), symbolPath("ring", [10, 20], 4));
  equal(symbolPath("none", [10, 20], 4), "");
});

Deno.test("bars of several groups stand side by side, from zero up or down", () => {
  const x = { at: (/** @type {number} */ i) => 50 + 100 * i, band: 100 };
  const y = { at: (/** @type {number} */ v) => 100 - v };
  equal(barPaths([10, null, -5], 0, 2, x, y),
    ["M10.0 100.0V90.0h39.0V100.0z", null, "M210.0 100.0V105.0h39.0V100.0z"]);
  equal(barPaths([10], 1, 2, x, y), ["M50.0 100.0V90.0h39.0V100.0z"]);
});

Deno.test("what a pointer means is what is nearest to it, and not far", () => {
  equal(nearestPlace([[0, 0], [10, 0], null], [7, 1], 20), 1);
  equal(nearestPlace([[0, 0], [10, 0]], [40, 0], 20), -1);
});
