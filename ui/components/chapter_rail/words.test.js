// @ts-check
import { equal } from "../testing.js";
import { described } from "./words.js";

Deno.test("a chapter's button says its number, its title and how the prediction went", () => {
  equal(described({ title: "No pool", right: null }, 1), "2: No pool");
  equal(described({ title: "No pool", right: true }, 1), "2: No pool, predicted right");
  equal(described({ title: "No pool", right: false }, 1), "2: No pool, predicted wrong");
});
