// @ts-check
// Examples that are drawn one after the other, faster than Python takes them: none is lost or taken twice.

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{ number: number, label: number, strokes: Stroke[] }} Example the number grows by one each
 */

export function createExamples() {
  /** @type {Example[]} */
  let waiting = [];
  let last = 0;
  return {
    /**
     * Those that wait for Python, with another one.
     * @param {number} label
     * @param {Stroke[]} strokes
     * @returns {Example[]}
     */
    add(label, strokes) {
      waiting = [...waiting, { number: ++last, label, strokes }];
      return waiting;
    },
    /** To be called with the number of the last one that Python has. @param {number} number */
    taken(number) {
      waiting = waiting.filter((example) => example.number > number);
      last = Math.max(last, number); // where this tab was loaded anew
    },
  };
}

/**
 * Whether a key asks for the next example: Enter or n, but not where it is typed or presses something else.
 * @param {KeyboardEvent} event
 */
export function wantsNext(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
  const [at] = event.composedPath(), key = event.key.toLowerCase();
  const tag = at instanceof Element ? at.tagName.toLowerCase() : "";
  const editable = at instanceof HTMLElement && at.isContentEditable;
  if (["textarea", "select"].includes(tag) || editable) return false;
  if (tag === "input" && /** @type {HTMLInputElement} */ (at).type !== "range") return false;
  if (key === "n") return true;
  return key === "enter" && !["button", "a", "summary"].includes(tag);
}
