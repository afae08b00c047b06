// @ts-check
import { equal } from "../testing.js";
import { judged } from "./judged.js";

const GOAL = { label: "Finnish", share: 0.5 };

/** @param {string} label @param {number} share @param {string} letters @param {string} where */
const how = (label, share, letters, where) =>
  judged({ letters: "pikselinen", label, share }, { letters, where }, GOAL).how;

Deno.test("a name that stands nowhere and is taken for Finnish reaches the goal", () => {
  equal(how("Finnish", 0.5, "pikselinen", ""), "“pikselinen”, 50\u00a0% Finnish");
});

Deno.test("near misses do not: not likely enough, another language, in the data, not looked up yet", () => {
  equal(how("Finnish", 0.49, "pikselinen", ""), "");
  equal(how("Estonian", 0.9, "pikselinen", ""), "");
  equal(how("Finnish", 0.9, "pikselinen", "Finnish"), "");
  equal(how("Finnish", 0.9, "pikseline", ""), "");
  equal(judged(null, { letters: "", where: "" }, GOAL).how, "");
});
