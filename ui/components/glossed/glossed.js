// @ts-check
// Text whose terms are explained, with a picture, while pointer, finger or focus rest on them.
import { each, element, find, listening, mounted, setText } from "../shared.js";
import { beside } from "./placing.js";

/**
 * @typedef {{ means: string, svg: string }} Term the inside of an SVG of 96 x 56
 * @typedef {object} Data
 * @property {[string, string][][]} paragraphs pieces of text, each with its term or ""
 * @property {Record<string, Term>} terms
 * @property {string[]} cards terms that are explained below the text
 * @property {string} look
 */

/** @param {string} inside */
function drawn(inside) {
  // The glossary is ours: a file beside the code.
  const parsed = new DOMParser().parseFromString(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 56" aria-hidden="true">${inside}</svg>`,
    "image/svg+xml",
  );
  return document.importNode(parsed.documentElement, true);
}

/** Words of which some stand between two ** each. @param {string} words */
const setOff = (words) => words.split("**").map((part, k) => k % 2 ? element("strong", {}, part) : part);

/** A mark behind a term, as a comma, with which no line may begin. */
const MARK = /^[,.;:!?)’”]/;

export default mounted((root) => {
  const text = find(root, ".text"), cards = find(root, ".cards"), tip = find(root, ".tip");
  const { on, remove } = listening();
  /** @type {Data} */
  let data;
  let shown = "";
  /** @type {Element | null} */
  let open = null;

  /** @param {Element} at */
  function explain(at) {
    const term = at.getAttribute("data-term") ?? "";
    open = at;
    tip.replaceChildren(drawn(data.terms[term].svg), element("strong", {}, term), ` ${data.terms[term].means}`);
    tip.hidden = false;
    const around = text.getBoundingClientRect(), box = at.getClientRects()[0] ?? at.getBoundingClientRect();
    const { left, top } = beside(box, around, tip.offsetWidth);
    tip.style.left = `${left}px`;
    tip.style.top = `${top + text.offsetTop}px`;
  }

  /**
   * A term with the mark behind it, if there is one.
   * @param {string} name @param {string} words @param {string} next
   */
  function held(name, words, next) {
    const { means } = data.terms[name], mark = MARK.exec(next)?.[0];
    const about = { class: "term", type: "button", "data-term": name, "aria-description": means };
    const term = element("button", about, words);
    return mark ? element("span", { class: "held" }, term, mark) : term;
  }

  function close() {
    open = null;
    tip.hidden = true;
  }

  /** @param {Event} event */
  const term = ({ target }) => target instanceof Element ? target.closest(".term") : null;
  on(text, "pointerover", (event) => {
    const at = term(event);
    if (at) explain(at);
  });
  on(text, "pointerout", (event) => {
    if (event.pointerType === "mouse" && term(event) && document.activeElement !== open) close();
  });
  on(text, "focusin", (event) => {
    const at = term(event);
    if (at) explain(at);
  });
  on(text, "focusout", close);
  on(text, "click", (event) => {
    const at = term(event);
    if (at) explain(at);
  });
  on(document, "keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const now = JSON.stringify(component.data);
      if (now === shown) return;
      [shown, data] = [now, component.data];
      close();
      text.className = `text ${data.look}`;
      each(text, data.paragraphs, () => element("p"), (p, pieces) =>
        p.replaceChildren(...pieces.map(([words, name], k) => name ? held(name, words, pieces[k + 1]?.[0] ?? "")
          : setOff(pieces[k - 1]?.[1] ? words.replace(MARK, "") : words)).flat()));
      each(cards, data.cards, () => element("div"), (card, name) => {
        const dt = element("dt"), dd = element("dd");
        setText(dt, name);
        setText(dd, data.terms[name].means);
        card.replaceChildren(dt, dd);
        card.prepend(drawn(data.terms[name].svg));
      });
    },
    remove,
  };
});
