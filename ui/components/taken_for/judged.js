// @ts-check
// Whether a made-up name is taken for one of a language.
import { percent } from "../shared.js";

/**
 * @typedef {object} Goal
 * @property {string} label what it is to be taken for
 * @property {number} share with which probability, at least
 * @typedef {object} Known what Python knows of a name
 * @property {string} letters
 * @property {string} where it stands in the data, "Finnish and Swedish"; "" for nowhere
 */

/**
 * The two steps to the goal, and the sentence on how it was reached, or "".
 * @param {import("../typed_answer/reading.js").Said | null} said
 * @param {Known} known maybe of another name than the one that is typed by now
 * @param {Goal} goal
 * @returns {{ steps: import("../challenge_board/steps.js").Step[], how: string }}
 */
export function judged(said, known, { label, share }) {
  const taken = !!said && said.label === label && said.share >= share;
  const checked = !!said && said.letters === known.letters;
  const fresh = checked && !known.where;
  const says = said ? `It says ${said.label} with ${percent(said.share, 0)}` : "";
  const wanted = `${label} with at least ${percent(share, 0)}`;
  const first = taken ? `${says}.` : said ? `${says}; wanted is ${wanted}.` : `Type a name that it says ${wanted} of.`;
  const second = fresh ? "The name stands nowhere in its data."
    : checked ? `The name stands in its data, as ${known.where}: change it.` : "The name may stand nowhere in its data.";
  return {
    steps: [{ done: taken, text: first }, { done: fresh, text: second }],
    how: taken && fresh && said ? `“${said.letters}”, ${percent(said.share, 0)} ${label}` : "",
  };
}
