// @ts-check
// What a press on the picture makes of a network's settings, or why it cannot be built.

/**
 * @typedef {import("./shapes.js").Settings} Settings
 * @typedef {{ conv_layers: [number, number], channels: [number, number], hidden: [number, number], pools: number }} Limits
 *
 * @typedef {object} Change
 * @property {"channels" | "pool" | "remove" | "add" | "hidden"} what
 * @property {number} [at] which convolution, from 0 on
 * @property {number} [to] channels, or the width of the dense layer
 *
 * @typedef {{ settings: Settings } | { refusal: string }} Outcome
 */

const SIDE = 28, LARGEST = 4096;

/** Numbers that + and − go through: fine where there are few, by a quarter where there are many. */
const ROUND = [1, 2, 3, 4, 5, 6];
for (let step = 2; ROUND[ROUND.length - 1] < LARGEST; step *= 2) {
  for (const n of [4, 5, 6, 8]) if (n * step > ROUND[ROUND.length - 1] && n * step <= LARGEST) ROUND.push(n * step);
}

/** The next round number above or below one. @param {number} value @param {number} direction 1 or -1 */
export const stepped = (value, direction) =>
  (direction > 0 ? ROUND.find((n) => n > value) : ROUND.findLast((n) => n < value)) ?? value + direction;

/** The sides of the picture before each convolution and after the last. @param {boolean[]} pooling */
export function sides(pooling) {
  const found = [SIDE];
  for (const pools of pooling) found.push(pools ? Math.floor(found[found.length - 1] / 2) : found[found.length - 1]);
  return found;
}

/**
 * @param {Settings} settings
 * @param {Limits} limits
 * @param {Change} change
 * @returns {Outcome}
 */
export function changed(settings, limits, { what, at = 0, to = 0 }) {
  const { channels, pooling } = settings;
  const [fewest, most] = limits.conv_layers;
  const within = (/** @type {[number, number]} */ [low, high], /** @type {string} */ words) =>
    to < low || to > high ? { refusal: `${words} ${low.toLocaleString("en")} to ${high.toLocaleString("en")}.` } : null;
  if (what === "channels") {
    return within(limits.channels, "A convolution has channels from") ??
      { settings: { ...settings, channels: channels.with(at, to) } };
  }
  if (what === "hidden") {
    return within(limits.hidden, "The dense layer has a width from") ?? { settings: { ...settings, hidden: to } };
  }
  if (what === "remove") {
    if (channels.length === fewest) return { refusal: "One convolution has to stay." };
    return { settings: { ...settings, channels: channels.toSpliced(at, 1), pooling: pooling.toSpliced(at, 1) } };
  }
  if (what === "pool") return pooled(settings, limits, pooling.with(at, !pooling[at]));
  if (channels.length === most) return { refusal: `${most} convolutions are the most.` };
  const pools = pooling[pooling.length - 1] && sides(pooling).at(-1) !== 1;
  return { settings: { ...settings, channels: [...channels, channels[channels.length - 1]], pooling: [...pooling, pools] } };
}

/**
 * @param {Settings} settings
 * @param {Limits} limits
 * @param {boolean[]} pooling
 * @returns {Outcome}
 */
function pooled(settings, { pools }, pooling) {
  const halved = sides(pooling).filter((side, i, all) => !i || side !== all[i - 1]);
  if (pooling.filter(Boolean).length > pools) {
    return { refusal: `${halved.join(" → ")} leaves nothing to halve: pool at most ${pools} times.` };
  }
  return { settings: { ...settings, pooling } };
}
