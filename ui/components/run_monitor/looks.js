// @ts-check
// What the run monitor sees of a run, as other elements of the page learn of it at every look.

/**
 * @typedef {object} Seen
 * @property {string} id
 * @property {string} network where its description is to be had
 * @property {number} seconds from look to look
 * @property {boolean} gone whether the run was deleted
 * @property {import("./panel.js").Look} look
 */

const LOOKED = "netsketch:looked", WANTED = "netsketch:look-wanted";

/** To be called by the run monitor after every look; null where no run is followed. @param {Seen | null} seen */
export function tell(seen) {
  document.dispatchEvent(new CustomEvent(LOOKED, { detail: seen }));
}

/**
 * The monitor answers who comes later than its look.
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {() => void} again
 */
export const tellWhenWanted = (on, again) => on(document, WANTED, again);

/**
 * Calls back at every look, and at once where a run is followed.
 * @param {ReturnType<import("../shared.js").listening>["on"]} on
 * @param {(seen: Seen | null) => void} looked
 */
export function watch(on, looked) {
  on(document, LOOKED, (/** @type {CustomEvent<Seen | null>} */ event) => looked(event.detail));
  document.dispatchEvent(new CustomEvent(WANTED));
}

/** What the doctor has to say of a run, "" before it can say anything. @param {Seen | null} seen */
export function doctorSays(seen) {
  if (!seen?.look.share) return "";
  const { doctor, ended } = seen.look;
  if (doctor.length) return `The doctor: ${doctor.join("; ")}.`;
  return ended ? "The doctor found nothing wrong." : "The doctor finds nothing wrong so far.";
}
