// @ts-check
// The bars of an answer: a row for each label with its probability, and the sentence above them.

import { each, element, percent, setAttribute, setText } from "../shared.js";

/** @typedef {{ label: string, share: number }} Row a label and its probability, NaN where there is none yet */

/**
 * Labels with their probabilities, in the labels' order.
 * @param {string[]} labels
 * @param {Float32Array} probabilities
 * @returns {Row[]}
 */
export const rowsOf = (labels, probabilities) =>
  labels.map((label, k) => ({ label, share: probabilities[k] }));

/** The likeliest first; equal ones stay in order. @param {Row[]} rows */
export const ranked = (rows) => [...rows].sort((a, b) => b.share - a.share);

/**
 * Says which label is the likeliest, and how sure that is.
 * @param {HTMLElement} status what screen readers announce; `data-answer` is the label
 * @param {Row[]} rows
 * @param {number} doubt where the two likeliest are closer than this, it is not sure
 * @param {boolean} [strange] whether what it answers to is like nothing that it learned
 */
export function say(status, rows, doubt, strange = false) {
  const [first, second] = ranked(rows);
  const unsure = second && first.share - second.share < doubt;
  const remark = strange ? " — but this is unlike anything it was trained on" : unsure ? " — but it is not sure" : "";
  setAttribute(status, "data-answer", first.label);
  const heading = status.firstElementChild ?? status.appendChild(element("h2"));
  const words = `It says ${first.label}${remark}`;
  if (heading.textContent === words) return;
  const label = element("strong", { translate: "no" }, first.label);
  heading.replaceChildren("It says ", label, remark);
}

/** @param {HTMLElement} status */
export function sayNothing(status) {
  status.removeAttribute("data-answer");
  status.replaceChildren();
}

/**
 * @param {HTMLElement} bars
 * @param {Row[]} rows as they shall stand
 */
export function fill(bars, rows) {
  const most = Math.max(...rows.map(({ share }) => share || 0));
  each(bars, rows, () => {
    const track = element("div", { class: "track" }, element("i"));
    return element("div", { class: "row" }, element("span"), track, element("span", { class: "share" }));
  }, (row, { label, share }) => {
    row.classList.toggle("best", share === most);
    setText(row.children[0], label);
    const [bar] = row.children[1].children;
    if (bar instanceof HTMLElement) {
      bar.hidden = isNaN(share);
      bar.style.width = `${(100 * (share || 0)).toFixed(2)}%`;
    }
    setText(row.children[2], isNaN(share) ? "" : percent(share));
  });
}

/** Whether all are numbers, which they are not where a training diverged. @param {Float32Array} values */
export const finite = (values) => values.every(Number.isFinite);
export const DIVERGED =
  "This network's training went off to infinity: its answers are no numbers. Train it at a lower rate.";
