// @ts-check
// A mosaic of mistakes, each the link to all about it.
import { bytes, element, elsewhere, find, mounted, onPaper } from "../shared.js";

/**
 * @typedef {object} Item
 * @property {string} value for the address
 * @property {string} text
 * @property {string} label
 *
 * @typedef {object} Data
 * @property {string} url of the page of an item, without the item
 * @property {{ title: string, items: Item[] }[]} groups
 * @property {[number, number]} size height and width of the pictures, 0 for none
 * @property {string} pixels of all, in base64
 */

/** @param {Data} data @returns {HTMLElement[]} */
function made({ url, groups, size: [height, width], pixels }) {
  const ink = bytes(pixels), area = height * width;
  let at = 0;
  return groups.map(({ title, items }) => {
    const links = items.map(({ value, text, label }) => {
      const link = element("a", { href: url + encodeURIComponent(value), "data-value": value, title: label,
        "aria-label": label });
      if (area) {
        const canvas = element("canvas", { width, height });
        const image = new ImageData(onPaper(ink.subarray(at, at + area)), width, height);
        canvas.getContext("2d")?.putImageData(image, 0, 0);
        link.append(canvas);
        at += area;
      }
      link.append(text);
      return element("li", {}, link);
    });
    const list = element("ul", { role: "list", class: area ? "" : "names" }, ...links);
    return element("section", {}, ...(title ? [element("h2", {}, title)] : []), list);
  });
}

export default mounted((root) => {
  const mosaic = find(root, ".mosaic");
  let shown = "";
  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  mosaic.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || elsewhere(event)) return;
    event.preventDefault();
    latest.setTriggerValue("open", link.dataset.value);
  });
  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      const now = JSON.stringify(component.data);
      if (now !== shown) mosaic.replaceChildren(...made(component.data));
      shown = now;
    },
  };
});
