// @ts-check
// Ticks of challenges: which goals were reached, and how. This browser keeps them, and nobody else.

const KEY = "netsketch-challenges", REACHED = "netsketch:challenge";

/** @typedef {Record<string, string>} Ticks by challenge, how it was reached */

/**
 * What a browser kept, as far as it can be what we put there.
 * @param {string | null} text
 * @returns {Ticks}
 */
export function read(text) {
  try {
    const kept = JSON.parse(text ?? "{}");
    const known = kept && typeof kept === "object" && !Array.isArray(kept) ? Object.entries(kept) : [];
    return Object.fromEntries(known.filter(([, how]) => typeof how === "string" && how));
  } catch {
    return {};
  }
}

/** @type {Ticks} */
let here = {}; // where a browser keeps nothing, until the page is loaded anew

/** @returns {Ticks} */
export function ticks() {
  try {
    return { ...here, ...read(localStorage.getItem(KEY)) };
  } catch {
    return here;
  }
}

/** @param {Ticks} now */
function keep(now) {
  here = now;
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // It may keep nothing.
  }
  document.dispatchEvent(new CustomEvent(REACHED));
}

/** Ticks a challenge; once it is ticked, it stays as it is. @param {string} name @param {string} how */
export function reach(name, how) {
  const now = ticks();
  if (!now[name]) keep({ ...now, [name]: how });
}

/** Takes all ticks away. */
export const forget = () => keep({});

/** @param {ReturnType<import("../shared.js").listening>["on"]} on @param {() => void} changed */
export const watchTicks = (on, changed) => on(document, REACHED, changed);
