// @ts-check
// Shows Python code, marks what differs from where one started, and copies it.
import { element, find, listening, mounted, setText } from "../shared.js";
import { tokensByLine } from "./python.js";

const COPIED_MS = 2000;

/**
 * @typedef {object} Data
 * @property {string[]} lines
 * @property {number[]} changed numbers of the lines, from 0, that are marked
 * @property {string} what whose lines the others are: "preset"
 */

export default mounted((root) => {
  const code = find(root, "code"), note = find(root, ".note"), copy = find(root, "button", HTMLButtonElement);
  const listeners = listening();
  /** @type {string[]} */
  let shown = [];
  let timer = 0;

  listeners.on(copy, "click", async () => {
    await copied(shown.join("\n") + "\n", code);
    setText(copy, "Copied");
    clearTimeout(timer);
    timer = setTimeout(() => setText(copy, "Copy"), COPIED_MS);
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update({ data: { lines, changed, what } }) {
      const marked = new Set(changed), before = new Set(shown);
      setText(note, noteOn(changed.length, what));
      code.replaceChildren(...tokensByLine(lines.join("\n")).map((tokens, k) => {
        const fresh = shown.length && lines[k].trim() && !before.has(lines[k]);
        const names = ["line", ...(marked.has(k) ? ["changed"] : []), ...(fresh ? ["fresh"] : [])];
        const parts = tokens.map(({ text, kind }) => (kind ? element("span", { class: kind }, text) : text));
        return element("span", { class: names.join(" ") }, ...parts);
      }));
      shown = lines;
    },
    remove() {
      clearTimeout(timer);
      listeners.remove();
    },
  };
});

/**
 * @param {number} count
 * @param {string} what
 */
function noteOn(count, what) {
  if (!count) return "";
  return count === 1 ? `1 line is not the ${what}’s` : `${count} lines are not the ${what}’s`;
}

/**
 * Put a text on the clipboard; where the browser does not let scripts do so (a page without HTTPS), select
 * it, so that the usual keys do.
 * @param {string} text
 * @param {HTMLElement} node what shows it
 */
async function copied(text, node) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(node);
    document.execCommand("copy");
  }
}
