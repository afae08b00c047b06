// @ts-check
// Whether one short stroke more turned what a network says of a drawing.
import { percent } from "../shared.js";

/**
 * @typedef {import("../drawing_pad/strokes.js").Stroke} Stroke
 * @typedef {{ label: string, share: number }} Said
 * @typedef {object} Goal
 * @property {string} digit that is to be drawn
 * @property {number} sure probability of that digit before the last stroke, at least
 * @property {number} turned probability of another one after it, at least
 * @property {number} short the last stroke's length, as a share of all before it, at most
 * @typedef {import("../challenge_board/steps.js").Step} Step
 */

/** How long a stroke's line is, a dot being as long as the pen is wide. @param {Stroke} stroke */
export function length({ points, width }) {
  const moves = points.slice(1).map(([x, y], k) => Math.hypot(x - points[k][0], y - points[k][1]));
  return width + moves.reduce((a, b) => a + b, 0);
}

/**
 * The two steps to the goal, and the sentence on how it was reached, or "".
 * @param {Stroke[]} strokes
 * @param {(strokes: Stroke[]) => Said | null} said what the network says of some strokes
 * @param {Goal} goal
 * @returns {{ steps: Step[], how: string }}
 */
export function judged(strokes, said, goal) {
  const { digit, sure, turned, short } = goal;
  const last = strokes.at(-1), rest = strokes.slice(0, -1);
  const whole = last ? said(strokes) : null;
  /** @param {Said | null} one */
  const right = (one) => !!one && one.label === digit && one.share >= sure;
  /** @param {Said} one */
  const words = ({ label, share }) => `${label} with ${percent(share, 0)}`;
  const before = rest.length ? said(rest) : null;
  const add = `Add one stroke, at most ${percent(short, 0)} as long as what you drew.`;
  if (!last || !whole || !(before && right(before))) {
    const now = whole ? `: it says ${words(whole)}.` : ".";
    const text = whole && right(whole) ? `It reads ${words(whole)}.`
      : `Draw a ${digit} that it is at least ${percent(sure, 0)} sure of${now}`;
    return { steps: [{ done: right(whole), text }, { done: false, text: add }], how: "" };
  }
  const share = length(last) / rest.reduce((sum, stroke) => sum + length(stroke), 0);
  const fits = share <= short, other = whole.label !== digit;
  const done = fits && other && whole.share >= turned;
  const second = !fits
    ? right(whole) ? add : `The last stroke is ${percent(share, 0)} as long as what was there; ${percent(short, 0)} is the most.`
    : done ? `One stroke more, ${percent(share, 0)} as long: now it says ${words(whole)}.`
    : `With the last stroke it says ${words(whole)}: take it back, and try another one.`;
  // A stroke that is too long may just be a part of the digit.
  const first = !fits && right(whole) ? whole : before;
  return {
    steps: [{ done: true, text: `It reads ${words(first)}.` }, { done, text: second }],
    how: done ? `A ${words(before)}, then ${words(whole)}` : "",
  };
}
