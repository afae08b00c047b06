// @ts-check
import { close, equal } from "../testing.js";
import { description, next, shares, strengths } from "./matrix.js";

const COUNTS = [[8, 2, 0], [0, 0, 0], [1, 3, 4]];

Deno.test("a share is that of the row, and of no items it is 0", () => {
  equal(shares(COUNTS), [[0.8, 0.2, 0], [0, 0, 0], [0.125, 0.375, 0.5]]);
});

Deno.test("what is commonest has the full colour, what happened at all some, nothing none", () => {
  const found = strengths([[10, 0], [1, 3]]);
  equal(found[0], [1, 0]);
  close(found[1][0], 1);
  close(found[1][1], 0.12 + 0.88 * 0.75);
  const rare = strengths([[999, 1], [0, 1000]]);
  equal(rare[0][1] > 0.12 && rare[0][1] < 0.25, true);
  equal(rare[1], [0, 1]);
});

Deno.test("a cell says in words what it holds", () => {
  const matrix = { labels: ["a", "b", "c"], counts: [[1200, 1, 0], [0, 0, 0], [1, 3, 4]] };
  equal(description(matrix, 0, 1), "a read as b: 1 item, 0.1\u00a0% of the row");
  equal(description(matrix, 0, 0), "a read as a: 1,200 items, 99.9\u00a0% of the row");
  equal(description(matrix, 1, 2), "b read as c: 0 items, 0.0\u00a0% of the row");
});

Deno.test("arrow keys lead to the cells beside, and not over the edge", () => {
  equal(next("ArrowUp", [1, 1], 3), [0, 1]);
  equal(next("ArrowDown", [1, 1], 3), [2, 1]);
  equal(next("ArrowLeft", [1, 1], 3), [1, 0]);
  equal(next("ArrowRight", [1, 1], 3), [1, 2]);
  equal([next("ArrowUp", [0, 0], 3), next("ArrowRight", [2, 2], 3)], [[0, 0], [2, 2]]);
  equal([next("Home", [2, 1], 3), next("End", [2, 1], 3)], [[2, 0], [2, 2]]);
  equal(next("a", [1, 1], 3), null);
});
