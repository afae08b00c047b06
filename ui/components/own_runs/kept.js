// @ts-check
// The runs and sweeps that were started in this browser, by their ids, the newest last. It keeps them, and nobody else.

const KEY = "netsketch-own-runs", MOST = 300;

/**
 * What a browser kept, as far as it can be what we put there.
 * @param {string | null} text
 * @returns {string[]}
 */
export function read(text) {
  try {
    const kept = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string" && id).slice(-MOST) : [];
  } catch {
    return [];
  }
}

/**
 * Those ids and more of them, each once.
 * @param {string[]} ids
 * @param {string[]} more
 */
export const joined = (ids, more) => [...new Set([...ids, ...more])].slice(-MOST);

/** @type {string[]} */
let here = []; // where a browser keeps nothing, until the page is loaded anew

/** The ids of all that was started here. */
export function ownRuns() {
  try {
    return joined(read(localStorage.getItem(KEY)), here);
  } catch {
    return here;
  }
}

/** @param {string[]} ids */
export function addOwn(ids) {
  const before = ownRuns();
  here = joined(before, ids);
  if (here.length === before.length && here.at(-1) === before.at(-1)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(here));
  } catch {
    // It may keep nothing.
  }
}
