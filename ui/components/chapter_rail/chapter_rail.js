// @ts-check
// The line of chapters: a button for each, and one to the chapter before and after.
import { each, element, find, listening, mounted, setAttribute, setText } from "../shared.js";
import { described } from "./words.js";

/** @typedef {{ chapters: import("./words.js").Chapter[], current: number }} Data */

export default mounted((root) => {
  const list = find(root, "ol");
  const previous = find(root, ".previous", HTMLButtonElement), next = find(root, ".next", HTMLButtonElement);
  const { on, remove } = listening();
  let current = 0;
  /** @type {(chapter: number) => void} */
  let choose = () => {};

  on(previous, "click", () => choose(current - 1));
  on(next, "click", () => choose(current + 1));
  on(list, "click", ({ target }) => {
    const at = target instanceof Element ? target.closest("li") : null;
    if (at) choose([...list.children].indexOf(at));
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update({ data, setTriggerValue }) {
      current = data.current;
      choose = (chapter) => setTriggerValue("chosen", chapter);
      previous.disabled = current === 0;
      next.disabled = current === data.chapters.length - 1;
      const rows = data.chapters.map((chapter, k) => ({ chapter, k }));
      each(list, rows, () => element("li", {}, element("button", { type: "button" })), (item, { chapter, k }) => {
        const button = /** @type {HTMLButtonElement} */ (item.firstElementChild);
        setText(button, String(k + 1));
        setAttribute(button, "title", chapter.title);
        setAttribute(button, "aria-label", described(chapter, k));
        setAttribute(button, "data-right", chapter.right ?? "");
        if (k === current) setAttribute(button, "aria-current", "step");
        else button.removeAttribute("aria-current");
      });
    },
    remove,
  };
});
