// @ts-check
// A dozen test items and a network's answers to them, which turn right as it learns.

import { bytes, each, element, setAttribute, setText } from "../shared.js";

/**
 * @typedef {{ number: number, label: string, pixels: string }} Test a test item: 28 x 28 bytes in base64
 * @typedef {(picture: Float32Array) => import("../network/layers.js").Activations} Network
 */

const SLICE_MS = 12; // then the pen and the page have their turn
const SIDE = 28;

/** @param {Test} test */
export const pictureOf = ({ pixels }) => Float32Array.from(bytes(pixels), (ink) => ink / 255);

/** The place of the largest. @param {Float32Array} values */
export const best = (values) => values.reduce((at, v, i) => v > values[at] ? i : at, 0);

/** @param {HTMLElement} parent @param {(test: Test) => void} chosen */
export function createDozen(parent, chosen) {
  /** @type {Test[]} */
  let tests = [];
  /** @type {Float32Array[]} */
  let pictures = [];
  let turn = 0;

  function make() {
    const canvas = element("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
    return element("button", { type: "button" }, canvas, element("span"));
  }

  /** @param {string} said "" where nothing is said yet @param {number} i */
  function fill(said, i) {
    const one = /** @type {HTMLButtonElement} */ (parent.children[i]), right = said === tests[i].label;
    setAttribute(one, "class", said ? right ? "right" : "wrong" : "");
    setText(one.children[1], said ? `${right ? "✓" : "✗"} ${said}` : "·");
    one.setAttribute("aria-label", `Test item ${tests[i].number}, ${tests[i].label}: ` +
      (said ? `it says ${said}, which is ${right ? "right" : "wrong"}` : "no answer yet"));
  }

  return {
    /** @param {Test[]} given */
    set(given) {
      if (JSON.stringify(given) === JSON.stringify(tests)) return;
      [tests, pictures] = [given, given.map(pictureOf)];
      turn++;
      each(parent, tests, make, () => {});
      tests.forEach((test, i) => {
        const one = /** @type {HTMLButtonElement} */ (parent.children[i]), canvas = one.querySelector("canvas");
        one.onclick = () => chosen(test);
        const image = new ImageData(SIDE, SIDE);
        pictures[i].forEach((ink, p) => image.data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * p));
        canvas?.getContext("2d")?.putImageData(image, 0, 0);
        fill("", i);
      });
    },
    blank() {
      turn++;
      tests.forEach((_, i) => fill("", i));
      parent.setAttribute("aria-label", "Test items");
    },
    /**
     * What a network says of them, a few at a time.
     * @param {Network} network
     * @param {string[]} labels
     */
    answer(network, labels) {
      const mine = ++turn;
      let i = 0, right = 0;
      const some = () => {
        if (mine !== turn) return;
        for (const begun = performance.now(); i < tests.length && performance.now() - begun < SLICE_MS; i++) {
          const said = labels[best(network(pictures[i]).probabilities)];
          right += Number(said === tests[i].label);
          fill(said, i);
        }
        if (i < tests.length) return void setTimeout(some);
        parent.setAttribute("aria-label", `${right} of ${tests.length} test items right`);
        parent.dataset.right = String(right);
      };
      some();
    },
  };
}
