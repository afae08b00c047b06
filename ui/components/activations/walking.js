// @ts-check
// Walking a network's picture with the keyboard: from layer to layer, map to map, and pixel to pixel.

/**
 * @typedef {import("../network/picture.js").Chosen} Chosen
 *
 * @typedef {object} Ground what is walked on
 * @property {import("../network/maps.js").Stage[]} stages
 * @property {(stage: number) => number} count how many maps, or units, of a stage are shown
 * @property {(stage: number, channel: number) => Chosen} peak where a map is strongest
 *
 * @typedef {{ at: Chosen | null, inside: boolean }} Walk inside: whether it goes from pixel to pixel
 */

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** @type {Record<string, number>} */
const TURNS = { PageUp: -1, PageDown: 1 };

const within = (/** @type {number} */ n, /** @type {number} */ end) => Math.min(end - 1, Math.max(0, n));

/**
 * Where a key leads; null for a key that leads nowhere.
 * @param {Walk} walk
 * @param {string} key
 * @param {Ground} ground
 * @returns {Walk | null}
 */
export function walked({ at, inside }, key, { stages, count, peak }) {
  const move = MOVES[key], turn = TURNS[key];
  if (!at) return move || turn ? { at: peak(Math.min(1, stages.length - 1), 0), inside: false } : null;
  const { stage, channel, row, column } = at, { side } = stages[stage];
  const to = (/** @type {Chosen} */ next) => ({ at: next, inside: inside && stages[next.stage].side > 1 });
  const another = (/** @type {number} */ step) => (channel + step + count(stage)) % count(stage);
  if (turn && inside) return to({ ...at, channel: another(turn) });
  if (turn) return to(peak(stage, another(turn)));
  if (key === "Escape") return inside ? { at, inside: false } : { at: null, inside: false };
  if (key === "Enter") return side > 1 ? { at, inside: !inside } : null;
  if (move && inside) return to({ ...at, row: within(row + move[0], side), column: within(column + move[1], side) });
  if (move && move[0]) return to(peak(stage, another(move[0])));
  const next = key === "Home" ? 0 : key === "End" ? stages.length - 1 : move ? within(stage + move[1], stages.length) : -1;
  if (next < 0) return null;
  return next === stage ? { at, inside } : to(peak(next, within(channel, count(next))));
}
