// @ts-check
// The presentation view: the page says of itself that it is presented, and its style sheet does the rest; keys
// press the buttons that have them (`aria-keyshortcuts`).
import { element, find, listening, mounted, setText } from "../shared.js";
import { elementOf, isForPage, isText } from "./keys.js";

const VIEWS = ".st-key-views [role=radio]";
const WALKED = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
/** Keys, what they do, and the key whose element has to be there. @type {[string, string, string][]} */
const KEYS = [
  ["p", "present, or end it", "p"],
  ["Space", "train, pause or go on", " "],
  ["← → ↑ ↓", "walk the layers and maps, or the letters", "ArrowLeft"],
  ["Enter", "into a map’s pixels, and out", "Enter"],
  ["c", "clear", "c"],
  ["Escape", "leave a field, a map, the presentation", "p"],
  ["?", "this card", "?"],
];

export default mounted((root) => {
  const present = find(root, ".present", HTMLButtonElement), help = find(root, ".help");
  const card = find(root, "dialog", HTMLDialogElement), list = find(root, "dl"), status = find(root, ".said");
  const { on, remove } = listening();
  const page = document.documentElement;

  const toTop = () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  const presenting = () => "presenting" in page.dataset;

  /** @param {boolean} wanted */
  function turn(wanted) {
    if (wanted) page.dataset.presenting = "";
    else delete page.dataset.presenting;
    toTop();
    present.setAttribute("aria-pressed", String(wanted));
    setText(find(present, "span"), wanted ? "End" : "Present");
    setText(status, wanted ? "Presenting. The question mark shows the keys." : "No longer presenting.");
    dispatchEvent(new Event("resize")); // charts that only look at the window
  }

  function showKeys() {
    if (card.open) return card.close();
    const views = [...document.querySelectorAll(VIEWS)].length;
    const known = KEYS.filter(([, , key]) => key === "Enter" ? elementOf("Enter") : elementOf(key));
    /** @type {string[][]} */
    const rows = [...known.slice(0, -2), ...(views ? [[`1 – ${views}`, "other views, 0 closes them"]] : []), ...known.slice(-2)];
    list.replaceChildren(...rows.flatMap(([key, words]) =>
      [element("dt", {}, element("kbd", {}, key)), element("dd", {}, words)]));
    card.showModal();
  }

  /** Opens one of the other views; 0 closes the one that is open. @param {number} number */
  function view(number) {
    const views = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(VIEWS)]);
    const wanted = number ? views[number - 1] : views.find((one) => one.getAttribute("aria-checked") === "true");
    wanted?.click();
    if (number) wanted?.scrollIntoView({ block: "start" });
    else toTop();
    return Boolean(wanted);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for something here */
  function pressed({ key }) {
    if (key === "?") return showKeys(), true;
    if (key === "p") return turn(!presenting()), true;
    if (!presenting()) return false;
    if (key === "Escape") return turn(false), true;
    if (/^\d$/.test(key)) return view(Number(key));
    const found = elementOf(key);
    if (!found) return false;
    if (WALKED.includes(key)) found.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    else if (key === " " || key === "c") found.click();
    else return false;
    return true;
  }

  on(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (card.open || document.querySelector("[role=dialog]")) return;
    const target = /** @type {Element | null} */ (event.composedPath()[0]);
    const within = target instanceof HTMLElement ? target : null;
    if (presenting() && event.key === "Escape" && isText(within)) return within?.blur();
    if (isForPage(event, within) && pressed(event)) event.preventDefault();
  });
  on(present, "click", () => {
    turn(!presenting());
    if (presenting()) present.blur(); // the space bar is for what trains now
  });
  on(help, "click", showKeys);

  return {
    update() {
      present.setAttribute("aria-pressed", String(presenting()));
    },
    remove() {
      delete page.dataset.presenting; // the next page has a sidebar again
      remove();
    },
  };
});
