// @ts-check
import { equal } from "../testing.js";
import { walked } from "./walking.js";

/** @param {number} channels @param {number} side */
const stage = (channels, side) => /** @type {import("../network/maps.js").Stage} */ (/** @type {unknown} */ ({ channels, side }));
const stages = [stage(1, 28), stage(8, 28), stage(64, 1), stage(10, 1)];
const ground = {
  stages,
  count: (/** @type {number} */ i) => Math.min(stages[i].channels, 40),
  peak: (/** @type {number} */ stage, /** @type {number} */ channel) =>
    ({ stage, channel, row: stages[stage].side > 1 ? 9 : 0, column: 0 }),
};

/** @param {string} keys @param {import("./walking.js").Walk} [from] */
const walk = (keys, from = { at: null, inside: false }) =>
  keys.split(" ").reduce((now, key) => walked(now, key, ground) ?? now, from);

Deno.test("the first arrow goes to the first map of the first layer, where it is strongest", () => {
  equal(walk("ArrowDown"), { at: { stage: 1, channel: 0, row: 9, column: 0 }, inside: false });
  equal(walked({ at: null, inside: false }, "x", ground), null);
  equal(walked({ at: null, inside: false }, "Escape", ground), null);
});

Deno.test("arrows walk layers and maps, and end at the ends", () => {
  equal(walk("ArrowDown ArrowUp").at?.channel, 7);
  equal(walk("ArrowDown ArrowRight ArrowRight ArrowRight").at?.stage, 3);
  equal(walk("ArrowDown ArrowLeft ArrowLeft").at?.stage, 0);
  equal(walk("ArrowDown End Home").at?.stage, 0);
});

Deno.test("a layer that is folded is walked as far as it is shown", () => {
  equal(walk("ArrowDown ArrowRight ArrowUp").at, { stage: 2, channel: 39, row: 0, column: 0 });
  equal(walk("ArrowDown ArrowRight ArrowUp ArrowRight").at?.channel, 9);
});

Deno.test("Enter goes into a map's pixels and Escape out of them, then away", () => {
  const inside = walk("ArrowDown Enter ArrowDown ArrowRight ArrowLeft ArrowLeft");
  equal(inside, { at: { stage: 1, channel: 0, row: 10, column: 0 }, inside: true });
  equal(walk("PageDown", inside).at, { stage: 1, channel: 1, row: 10, column: 0 });
  equal(walk("Escape", inside), { at: inside.at, inside: false });
  equal(walk("Escape Escape", inside), { at: null, inside: false });
});

Deno.test("a unit has no pixels to go into", () => {
  equal(walked(walk("ArrowDown ArrowRight"), "Enter", ground), null);
  equal(walk("Home", walk("ArrowDown Enter")).inside, true);
  equal(walk("End", walk("ArrowDown Enter")).inside, false);
});
