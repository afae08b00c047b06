// @ts-check
import { equal } from "../testing.js";
import { shapeOf, strength, textOf } from "./sweep_grid.js";

const cell = { id: "sweep/1", status: "queued", text: "", value: null, title: "" };

Deno.test("a cell says its number, else a sign for its status", () => {
  equal(textOf({ ...cell, status: "finished", text: "98.9" }), "98.9");
  equal(textOf(cell), "·");
  equal(textOf({ ...cell, status: "impossible" }), "✕");
  equal(textOf({ ...cell, status: "new in a later version" }), "…");
});

Deno.test("a colour is the stronger the nearer its value is to the largest", () => {
  equal([0.5, 0.75, 1].map((value) => strength(value, [0.5, 1])), [0, 0.5, 1]);
  equal(strength(null, [0.5, 1]), 0);
  equal(strength(0.5, [0.5, 0.5]), 1);
});

Deno.test("a table is built anew for other rows, columns or links, not for other numbers", () => {
  const data = {
    url: "", label: "", head: ["a"], ink: /** @type {[number, number]} */ ([0, 1]),
    rows: [{ labels: ["x"], cells: [cell], mean: "" }],
  };
  const rows = (/** @type {object} */ changes) => ({ ...data, rows: [{ ...data.rows[0], ...changes }] });
  const same = shapeOf(data);
  equal(shapeOf(rows({ mean: "9", cells: [{ ...cell, text: "9", value: 9, status: "finished" }] })), same);
  equal(shapeOf(rows({ cells: [{ ...cell, id: "" }] })) === same, false);
  equal(shapeOf(rows({ cells: [cell, cell] })) === same, false);
  equal(shapeOf(rows({ labels: ["y"] })) === same, false);
  equal(shapeOf({ ...data, head: ["b"] }) === same, false);
});
