// @ts-check
import { equal } from "../testing.js";
import { createOwner, path, PEN_NEAR_MS, pointOf, resting } from "./strokes.js";

/** @param {[number, number][]} points */
const stroke = (...points) => ({ points, width: 0.07 });

/** @param {string} pointerType */
const pointer = (pointerType, pointerId = 1, timeStamp = 0, button = 0) =>
  ({ pointerType, pointerId, timeStamp, button });

Deno.test("a point is in units of the pad, to a thousandth, and hardly beyond its edges", () => {
  const box = { left: 10, top: 20, width: 300, height: 200 };
  equal(pointOf({ clientX: 110, clientY: 120 }, box), [0.333, 0.5]);
  equal(pointOf({ clientX: -500, clientY: 900 }, box), [-0.2, 1.2]);
});

Deno.test("a path goes through all points; one alone is a line of no length", () => {
  equal(path(stroke([0.1, 0.2], [0.3, 0.4], [0.5, 0.6])), "M0.1,0.2L0.3,0.4L0.5,0.6");
  equal(path(stroke([0.1, 0.2])), "M0.1,0.2L0.1,0.2");
});

Deno.test("a finger rests while it stays within 3 % of the pad", () => {
  equal(resting(stroke([0.5, 0.5])), true);
  equal(resting(stroke([0.5, 0.5], [0.52, 0.52], [0.5, 0.5])), true);
  equal(resting(stroke([0.5, 0.5], [0.53, 0.5])), false);
  equal(resting(stroke([0.5, 0.5], [0.6, 0.6], [0.5, 0.5])), false);
});

Deno.test("only the main button draws", () => {
  equal(createOwner().comesDown(pointer("mouse", 1, 0, 0)), "draw");
  equal(createOwner().comesDown(pointer("mouse", 1, 0, 2)), "nothing");
});

Deno.test("a stroke is its one pointer's", () => {
  const owner = createOwner();
  equal(owner.owns(pointer("touch", 1)), false);
  owner.take(pointer("touch", 1));
  equal([1, 2].map((id) => owner.owns(pointer("touch", id))), [true, false]);
  equal(owner.comesDown(pointer("touch", 2)), "nothing");
  equal(owner.comesDown(pointer("mouse", 3)), "nothing");
  owner.release();
  equal(owner.owns(pointer("touch", 1)), false);
  equal(owner.comesDown(pointer("mouse", 3)), "draw");
});

Deno.test("a pen draws in place of the palm that came before it, and of nothing else", () => {
  const owner = createOwner();
  owner.take(pointer("touch", 1));
  equal(owner.comesDown(pointer("pen", 2)), "replace");
  owner.take(pointer("mouse", 1));
  equal(owner.comesDown(pointer("pen", 2)), "nothing");
  owner.take(pointer("pen", 1));
  equal(owner.comesDown(pointer("pen", 2)), "nothing");
});

Deno.test("a finger that comes down soon after a pen was seen is its hand", () => {
  const owner = createOwner();
  owner.notice(pointer("pen", 1, 1000));
  equal(owner.comesDown(pointer("touch", 2, 1000 + PEN_NEAR_MS - 1)), "nothing");
  equal(owner.comesDown(pointer("mouse", 2, 1001)), "draw");
  equal(owner.comesDown(pointer("touch", 2, 1000 + PEN_NEAR_MS)), "draw");
  owner.notice(pointer("touch", 2, 1600));
  equal(owner.comesDown(pointer("touch", 3, 1601)), "draw");
});

Deno.test("a stroke that was cancelled is none if it was a resting finger's, or came with a pen", () => {
  const dot = stroke([0.9, 0.9]), line = stroke([0.1, 0.1], [0.9, 0.9]);
  const owner = createOwner();
  owner.take(pointer("touch", 1));
  equal(owner.wasPalm(pointer("touch", 1, 2000), dot), true);
  equal(owner.wasPalm(pointer("touch", 1, 2000), line), false);
  owner.notice(pointer("pen", 2, 1900));
  equal(owner.wasPalm(pointer("touch", 1, 2000), line), true);
  owner.take(pointer("mouse", 1));
  equal(owner.wasPalm(pointer("mouse", 1, 2000), dot), false);
});
