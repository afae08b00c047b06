// @ts-check
import { equal } from "../testing.js";
import { beside } from "./placing.js";

const TEXT = { left: 100, top: 50, width: 400 };

Deno.test("an explanation stands below its term", () => {
  equal(beside({ left: 150, bottom: 90 }, TEXT, 200), { left: 50, top: 46 });
});

Deno.test("at the right edge it stays within the text, and on a narrow one begins at its left", () => {
  equal(beside({ left: 450, bottom: 90 }, TEXT, 200).left, 200);
  equal(beside({ left: 150, bottom: 90 }, { ...TEXT, width: 150 }, 200).left, 0);
});
