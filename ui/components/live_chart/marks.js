// @ts-check
// Marks of the live chart: the paths of lines, symbols and bars, and which of them a pointer is nearest to.

/** @typedef {[number, number]} Place in pixels */

/**
 * A line through places, broken where one is missing.
 * @param {(Place | null)[]} places
 */
export const linePath = (places) =>
  places.map((place, i) => place && `${places[i - 1] ? "L" : "M"}${place[0].toFixed(1)} ${place[1].toFixed(1)}`)
    .filter(Boolean).join("");

/**
 * A symbol around a place.
 * @param {string} symbol "circle", "rect", "triangle", "diamond"; others are none
 * @param {Place} place
 * @param {number} r half its width
 */
export function symbolPath(symbol, [x, y], r) {
  if (symbol === "circle" || symbol === "ring") return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  if (symbol === "rect") return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (symbol === "triangle") return `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z`;
  if (symbol === "diamond") return `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`;
  return "";
}

/**
 * The bars of one of several groups, side by side around each category's place.
 * @param {(number | null)[]} values
 * @param {number} group which
 * @param {number} groups of how many
 * @param {{ at: (value: number) => number, band: number }} x
 * @param {{ at: (value: number) => number }} y
 * @returns {(string | null)[]} a path each
 */
export function barPaths(values, group, groups, x, y) {
  const width = (0.8 * x.band) / groups, zero = y.at(0);
  return values.map((value, i) => {
    if (value === null) return null;
    const left = x.at(i) - 0.4 * x.band + group * width, to = y.at(value);
    return `M${left.toFixed(1)} ${zero.toFixed(1)}V${to.toFixed(1)}h${Math.max(1, width - 1).toFixed(1)}V${zero.toFixed(1)}z`;
  });
}

/**
 * Which place is nearest, within so many pixels; -1 for none.
 * @param {(Place | null)[]} places
 * @param {Place} pointer
 * @param {number} within
 */
export function nearestPlace(places, [x, y], within) {
  let best = -1, least = within ** 2;
  places.forEach((place, i) => {
    const distance = place ? (place[0] - x) ** 2 + (place[1] - y) ** 2 : Infinity;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}
