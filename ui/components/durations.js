// @ts-check
// Durations: the one way to write them in the browser.

/** A duration in words: 8 s, 3 min 20 s, 1 h 05 min, as `clock` of core/statistics/durations.py. @param {number} s */
export function clock(s) {
  const whole = Math.round(s), two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole % 3600 / 60))} min`;
}
