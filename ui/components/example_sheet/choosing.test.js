// @ts-check
import { equal } from "../testing.js";
import { counted, NONE, pressed, still } from "./choosing.js";

const ORDER = [3, 1, 4, 5, 9];

Deno.test("a press chooses an example, and another one lets it go", () => {
  const one = pressed(NONE, 4, false, ORDER);
  equal(one.numbers, [4]);
  equal(pressed(one, 1, false, ORDER).numbers, [4, 1]);
  equal(pressed(one, 4, false, ORDER).numbers, []);
});

Deno.test("with Shift a press chooses all from the last one on, either way", () => {
  const one = pressed(NONE, 1, false, ORDER);
  equal(pressed(one, 5, true, ORDER).numbers, [1, 4, 5]);
  equal(pressed(pressed(NONE, 5, false, ORDER), 3, true, ORDER).numbers, [5, 3, 1, 4]);
  equal(pressed(NONE, 5, true, ORDER).numbers, [5]);
});

Deno.test("what is gone is not chosen any more", () => {
  equal(still({ numbers: [1, 4], last: 4 }, [1, 5]), { numbers: [1], last: null });
});

Deno.test("counts say what is held out", () => {
  equal(counted([{ test: false }, { test: true }, { test: false }]), "2 to train on, 1 held out");
  equal(counted([]), "none yet");
});
