// @ts-check
// Which examples are chosen: pressed one by one, or a stretch of them with Shift.

/** @typedef {{ numbers: number[], last: number | null }} Chosen the last one pressed is where a stretch begins */

/** @type {Chosen} */
export const NONE = { numbers: [], last: null };

/**
 * @param {Chosen} chosen
 * @param {number} number the example that was pressed
 * @param {boolean} stretch whether all from the last one on are meant
 * @param {number[]} order all examples as they stand
 * @returns {Chosen}
 */
export function pressed({ numbers, last }, number, stretch, order) {
  if (stretch && last !== null) {
    const [from, to] = [order.indexOf(last), order.indexOf(number)].sort((a, b) => a - b);
    if (from >= 0) return { numbers: [...new Set([...numbers, ...order.slice(from, to + 1)])], last };
  }
  const without = numbers.filter((one) => one !== number);
  return { numbers: without.length < numbers.length ? without : [...numbers, number], last: number };
}

/** What is still chosen of those that are still there. @param {Chosen} chosen @param {number[]} order */
export const still = ({ numbers, last }, order) => ({
  numbers: numbers.filter((number) => order.includes(number)),
  last: last !== null && order.includes(last) ? last : null,
});

/** "5 to train on, 2 held out" @param {{ test: boolean }[]} examples */
export function counted(examples) {
  const held = examples.filter(({ test }) => test).length;
  return examples.length ? `${examples.length - held} to train on, ${held} held out` : "none yet";
}
