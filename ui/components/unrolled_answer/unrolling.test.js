// @ts-check
import { equal } from "../testing.js";
import { answersAlong, spans, unrolled } from "./unrolling.js";

const state = (/** @type {number[]} */ ...values) => Float32Array.from(values);
/** @param {number[]} given */
const reading = (...given) => ({ states: [], rows: [], logits: state(), probabilities: state(...given) });

/** @param {Partial<import("../network/cells.js").Steps>} some */
const steps = (some) => /** @type {import("../network/cells.js").Steps} */ (some);

Deno.test("each letter has the state after it, also of a way that reads from the end", () => {
  const ways = [{ backwards: false, cells: [] }, { backwards: true, cells: [] }];
  const states = [[state(1), state(2)], [state(30), state(40)]];
  const found = unrolled("ab", { ...reading(), states }, steps({ marks: false, ways }));
  equal(found.map(({ symbol, read, states }) => [symbol, read, ...states.map(([v]) => v)]),
    [["a", 1, 1, 40], ["b", 2, 2, 30]]);
});

Deno.test("marks are steps too, before and after the letters", () => {
  const states = [[state(1), state(2), state(3)]];
  const found = unrolled("a", { ...reading(), states }, steps({ marks: true, ways: [{ backwards: false, cells: [] }] }));
  equal(found.map(({ symbol, read }) => [symbol, read]), [["", 0], ["a", 1], ["", 1]]);
});

Deno.test("a letter that is added costs one answer, and one that is taken away none", () => {
  /** @type {string[]} */
  const asked = [];
  const along = answersAlong((letters) => {
    asked.push(letters);
    return reading(letters.length);
  });
  equal(along("abc", reading(9)).map(([v]) => v), [1, 2, 9]);
  equal(asked, ["a", "ab"]);
  equal(along("abcd", reading(8)).map(([v]) => v), [1, 2, 9, 8]);
  along("abc", reading(9));
  equal(asked, ["a", "ab"]);
  along("ax", reading(7));
  equal(asked, ["a", "ab"]);
});

Deno.test("letters after which the same language leads stand together", () => {
  equal(spans([state(1, 0), state(0, 1), state(0.2, 0.8), state(0.6, 0.4)]),
    [{ label: 0, first: 0, length: 1 }, { label: 1, first: 1, length: 2 }, { label: 0, first: 3, length: 1 }]);
  equal(spans([]), []);
});
