// @ts-check
// Keys of a page that is presented: which key presses are meant for it, and which elements they are for.

/** @typedef {{ key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, defaultPrevented: boolean }} Press */

const TEXT = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [role=combobox]";
const PRESSED = "a[href], button, summary, input, [role=radio], [role=slider], [role=tab], [role=option]";
const MOVED = "input, [role=radio], [role=slider], [role=tab], [role=option]";
const OF_PRESSED = ["Enter", " "], OF_MOVED = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

/**
 * Whether a key press is for the page: not where somebody types, not where the element that has the focus has
 * a use for that key itself, and not with Control and the like, which are the browser's.
 * @param {Press} press
 * @param {{ matches: (css: string) => boolean, isContentEditable?: boolean } | null} target the innermost element
 */
export function isForPage({ key, ctrlKey, metaKey, altKey, defaultPrevented }, target) {
  if (ctrlKey || metaKey || altKey || defaultPrevented) return false;
  if (!target) return true;
  if (target.isContentEditable || target.matches(TEXT)) return false;
  return !(OF_PRESSED.includes(key) && target.matches(PRESSED)) && !(OF_MOVED.includes(key) && target.matches(MOVED));
}

/** Whether somebody types there. @param {{ matches: (css: string) => boolean } | null} target */
export const isText = (target) => Boolean(target?.matches(TEXT));

/** A key as `aria-keyshortcuts` spells it. @param {string} key */
export const spelled = (key) => key === " " ? "Space" : key;

/**
 * The first element of the page, or of one of its components, that has a key and can be used now.
 * @param {string} key
 * @returns {HTMLElement | null}
 */
export function elementOf(key) {
  const hosts = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
  const roots = [document, ...hosts.flatMap(({ shadowRoot }) => shadowRoot ?? [])];
  const found = roots.flatMap((root) => [.../** @type {ParentNode} */ (root).querySelectorAll("[aria-keyshortcuts]")]);
  return /** @type {HTMLElement[]} */ (found).find((element) =>
    element.getAttribute("aria-keyshortcuts")?.split(" ").includes(spelled(key)) &&
    element.getClientRects().length > 0 && !element.matches(":disabled")) ?? null;
}
