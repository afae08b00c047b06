// @ts-check
// Scales of charts: steps and ticks at round numbers, and the range that values are drawn on.

/**
 * The step of a scale: 1, 2 or 5 times a power of ten, so that about `count` fit into a range.
 * @param {number} range
 * @param {number} count
 */
export function stepOf(range, count) {
  const power = 10 ** Math.floor(Math.log10(range / count));
  return [1, 2, 5].map((m) => m * power).find((step) => step * count >= range * 0.999) ?? 10 * power;
}

/**
 * The multiples of a step within [low, high], each with its text.
 * @param {number} low
 * @param {number} high
 * @param {number} step
 * @returns {[number, string][]}
 */
export function ticks(low, high, step) {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = (/** @type {number} */ value) =>
    value && (step < 1e-3 || step >= 1e5) ? value.toExponential(1) : value.toFixed(places);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    .map((value) => [value, text(value)]);
}

/**
 * The scale that values are drawn on. It begins and ends with whole steps: so it, and with it all that is
 * drawn, changes seldom. Without values there is one already: the page below is moved down once, not twice.
 * @param {number[]} values
 */
export function scaleOf(values) {
  let low = 0, high = 1;
  if (values.length) [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low < 1e-6) [low, high] = [low - 0.5, high + 0.5];
  const step = stepOf(high - low, 5);
  return { low: Math.floor(low / step + 1e-9) * step, high: Math.ceil(high / step - 1e-9) * step, step };
}
