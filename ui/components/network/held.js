// @ts-check
// A value held open in a view: told to Python once it was chosen on purpose, and taken over from an address.

const TOLD_MS = 600; // after the last key, as one walks

/** @typedef {{ held: string, came: number }} Held as `ui/components/held.py` sends it */

/**
 * "1.0.14.3" -> its numbers; null for any other text.
 * @param {string} text
 * @param {number} count
 */
export function numbersOf(text, count) {
  const numbers = text.split(".").map(Number);
  return /^\d+(\.\d+)*$/.test(text) && numbers.length === count ? numbers : null;
}

/**
 * Keeps what is held.
 * @param {(at: string) => void} tell
 */
export function holding(tell) {
  let held = "", came = -1, told = "", timer = 0;
  return {
    /** What is held, as text; "" for nothing. */
    text: () => held,
    /** Takes over what Python says, where it came from an address; whether it did. @param {Held} data */
    follow(data) {
      const other = data.came !== came;
      if (other) held = told = data.held;
      came = data.came;
      return other;
    },
    /** @param {(number | string)[] | null} numbers what is held from now on @param {boolean} [soon] whether more may follow at once */
    hold(numbers, soon = false) {
      held = numbers?.join(".") ?? "";
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (held !== told) tell(told = held);
      }, soon ? TOLD_MS : 0);
    },
    remove: () => clearTimeout(timer),
  };
}
