// @ts-check
import { close, equal } from "../testing.js";
import { judged, length } from "./judged.js";

const GOAL = { digit: "7", sure: 0.9, turned: 0.5, short: 0.2 };

/** A level stroke, as long as `long` without its pen. @param {number} long @returns {import("./judged.js").Stroke} */
const level = (long) => ({ points: [[0, 0], [long, 0]], width: 0.1 });

/** What the network says by the number of strokes. @param {Record<number, [string, number]>} answers */
const saying = (answers) => (/** @type {unknown[]} */ { length }) =>
  answers[length] ? { label: answers[length][0], share: answers[length][1] } : null;

/** @param {number[]} strokes @param {Record<number, [string, number]>} answers */
function of(strokes, answers) {
  const { steps, how } = judged(strokes.map(level), saying(answers), GOAL);
  return { done: steps.map(({ done }) => done), how, text: steps[1].text };
}

Deno.test("a stroke is as long as its way and its pen; a dot is its pen", () => {
  close(length({ points: [[0, 0], [0.3, 0.4], [0.3, 0.5]], width: 0.07 }), 0.67);
  close(length({ points: [[0.5, 0.5]], width: 0.07 }), 0.07);
});

Deno.test("a short stroke that turns the answer reaches the goal", () => {
  const found = of([0.9, 0.1], { 1: ["7", 0.95], 2: ["3", 0.6] });
  equal(found.done, [true, true]);
  equal(found.how, "A 7 with 95\u00a0%, then 3 with 60\u00a0%");
});

Deno.test("near misses do not: not sure before, too long, not turned enough, another digit drawn", () => {
  for (const [strokes, answers] of /** @type {[number[], Record<number, [string, number]>][]} */ ([
    [[0.9, 0.1], { 1: ["7", 0.89], 2: ["3", 0.9] }],
    [[0.9, 0.11], { 1: ["7", 0.95], 2: ["3", 0.9] }],
    [[0.9, 0.1], { 1: ["7", 0.95], 2: ["3", 0.49] }],
    [[0.9, 0.1], { 1: ["7", 0.95], 2: ["7", 0.6] }],
    [[0.9, 0.1], { 1: ["2", 0.95], 2: ["3", 0.9] }],
    [[0.9], { 1: ["7", 0.95] }],
    [[], {}],
  ])) equal(of(strokes, answers).how, "");
  equal(of([0.9, 0.11], { 1: ["7", 0.95], 2: ["3", 0.9] }).text,
    "The last stroke is 21\u00a0% as long as what was there; 20\u00a0% is the most.");
});

Deno.test("a long stroke after which it still reads the digit is a part of it", () => {
  const found = of([0.9, 0.5], { 1: ["7", 0.95], 2: ["7", 0.99] });
  equal([found.done, found.text.slice(0, 14)], [[true, false], "Add one stroke"]);
});

Deno.test("before there is a network nothing is reached", () => {
  equal(judged([level(0.9), level(0.1)], () => null, GOAL).how, "");
});
