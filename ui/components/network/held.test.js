// @ts-check
import { equal } from "../testing.js";
import { holding, numbersOf } from "./held.js";

Deno.test("a link's numbers are read, and nothing else", () => {
  equal(numbersOf("1.0.14.3", 4), [1, 0, 14, 3]);
  for (const text of ["", "1.0.14", "1.0.14.x", "1.0.14.-3", "1.0.1.4.3", "1.0..3.5"]) equal(numbersOf(text, 4), null);
});

Deno.test("what is held is told once, and an address wins where it brings something new", async () => {
  /** @type {string[]} */
  const told = [];
  const all = await new Promise((done) => {
    const held = holding((at) => {
      told.push(at);
      held.hold(null);
      if (told.length === 2) done(told);
    });
    equal(held.follow({ held: "1.2.3.4", came: 0 }), true);
    equal(held.text(), "1.2.3.4");
    equal(held.follow({ held: "", came: 0 }), false);
    equal(held.text(), "1.2.3.4");
    held.hold([5, 6, 7, 8]);
    held.hold([5, 6, 7, 9]);
  });
  equal(all, ["5.6.7.9", ""]);
});
