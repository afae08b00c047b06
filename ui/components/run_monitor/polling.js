// @ts-check
// When to look at a run next, which answers are too late, and when the script is to hear of one.

/** @typedef {import("./panel.js").Look} Look */

// From look to look until there is a first point, and, for a while, until a pressed button shows.
const SOON_MS = 250;
export const WHILE_MS = 3000;
export const LOST = 3; // so many looks in a row without an answer
const LOST_MS = 700; // the time between them

const ASK_MS = 2000; // the script is asked no more often for what has yet to come of it
const REPEAT_MS = 2500; // until a press that does not show is made again
const MOST_PRESSES = 8;
/** Buttons that may be pressed twice as well as once. */
export const REPEATABLE = ["pause", "resume", "stop"];

/**
 * Milliseconds to the next look.
 * @param {object} state
 * @param {number} state.seconds from look to look as a rule
 * @param {number} state.misses looks in a row that were not answered
 * @param {boolean} state.awaited whether something that was just done has yet to show
 * @param {Pick<Look, "status" | "share">} shown
 */
export function delay({ seconds, misses, awaited }, { status, share }) {
  if (misses) return Math.min(1000 * seconds, LOST_MS);
  const first = status === "running" && !share;
  return awaited || first ? SOON_MS : 1000 * seconds;
}

/**
 * Whether a look was overtaken by the one that is shown. The clock would not tell: it may be set back, and
 * then all looks would be late.
 * @param {Pick<Look, "server" | "turn">} look
 * @param {Pick<Look, "server" | "turn"> | null} shown
 */
export const isLate = (look, shown) =>
  shown !== null && look.server === shown.server && look.turn < shown.turn;

/**
 * Whether the script is to hear of an answer. Where there was none, the script can say it too; it is not
 * asked more often for that than the run is looked at.
 * @template {object} Fields
 * @param {Fields | null} answer null where the run cannot be looked at
 * @param {Fields & { watch: (keyof Fields)[], seconds: number }} known what the script sent
 * @param {number} sinceAsked milliseconds since the script was last asked
 */
export const isNews = (answer, known, sinceAsked) =>
  answer
    ? known.watch.some((field) => answer[field] !== known[field])
    : sinceAsked >= 900 * known.seconds;

/**
 * Whether there is nothing to look for: the run has ended, the script knows it, and no button was pressed.
 * @param {Pick<Look, "ended">} shown
 * @param {Pick<Look, "ended">} known what the script sent
 * @param {boolean} awaited
 */
export const isOver = (shown, known, awaited) => shown.ended && known.ended && !awaited;

/**
 * Whether a press may yet have to be made again: until it shows, a run is looked at though it has ended.
 * @param {{ times: number } | null} press how often it was made
 */
export const isPending = (press) => press !== null && press.times < MOST_PRESSES;

/**
 * Whether a press has been lost, as may happen to what is sent while the page's script runs or the server
 * starts anew.
 * @param {{ status: string, at: number, times: number } | null} press the status then, when, and how often
 * @param {Pick<Look, "status">} look
 * @param {number} now
 */
export const isLost = (press, look, now) =>
  press !== null && press.times < MOST_PRESSES && look.status === press.status &&
  now - press.at >= longer(REPEAT_MS, press.times - 1);

/**
 * Whether the script may be asked again for what has yet to come of it.
 * @param {number} sinceAsked milliseconds since it was last asked
 * @param {number} times how often it was asked since it last answered
 */
export const mayAsk = (sinceAsked, times) => sinceAsked >= longer(ASK_MS, times);

/**
 * A wait that doubles: whatever is sent to the page ends a run of its script that is under way, so that on a
 * busy machine none would ever end, were it sent again and again after the same time.
 * @param {number} ms
 * @param {number} times
 */
const longer = (ms, times) => ms * 2 ** Math.min(times, 4);
