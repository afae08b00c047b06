// @ts-check
import { equal } from "../testing.js";
import { isForPage, isText, spelled } from "./keys.js";

const PLAIN = { key: "c", ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false };
/** An element by the selectors' words that are true of it. @param {string[]} words */
const element = (...words) => ({ matches: (/** @type {string} */ css) => css.split(", ").some((part) => words.includes(part)) });

Deno.test("no key fires while one types, nor with Control", () => {
  equal(isForPage(PLAIN, null), true);
  equal(isForPage(PLAIN, element("textarea")), false);
  equal(isForPage(PLAIN, { ...element(), isContentEditable: true }), false);
  equal(isForPage({ ...PLAIN, ctrlKey: true }, null), false);
  equal(isForPage({ ...PLAIN, metaKey: true }, null), false);
  equal(isForPage({ ...PLAIN, defaultPrevented: true }, null), false);
  equal([isText(element("[role=combobox]")), isText(element("button")), isText(null)], [true, false, false]);
});

Deno.test("a button keeps the keys that press it, and an arrow moves a slider", () => {
  equal(isForPage({ ...PLAIN, key: " " }, element("button")), false);
  equal(isForPage({ ...PLAIN, key: "ArrowLeft" }, element("[role=slider]")), false);
  equal(isForPage({ ...PLAIN, key: "ArrowLeft" }, element("button")), true);
  equal(isForPage(PLAIN, element("button")), true);
  equal(spelled(" "), "Space");
  equal(spelled("ArrowUp"), "ArrowUp");
});
