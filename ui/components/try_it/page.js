// @ts-check
// A page that is taken away: puts components into it, with networks whose weights lie in the page itself.
import { safetensors } from "./weights_in_page.js";

/**
 * @typedef {object} Part a place of the page and what stands there
 * @property {string} place the id of its element
 * @property {string} component
 * @property {Record<string, unknown>} data what Python would send
 * @property {string} [network] the id of the network that its data is to have
 *
 * @typedef {object} Page
 * @property {Record<string, Packed>} networks by their ids
 * @property {Record<string, { html: string, css: string }>} components
 * @property {Part[]} parts
 *
 * @typedef {import("./weights_in_page.js").Packed} Packed
 */

/**
 * @param {Page} page
 * @param {Record<string, (component: import("../shared.js").Component<any>) => unknown>} components
 */
export function show(page, components) {
  const urls = Object.fromEntries(
    Object.entries(page.networks).map(([id, packed]) => [id, URL.createObjectURL(new Blob([safetensors(packed)]))]),
  );
  for (const { place, component, data, network } of page.parts) {
    const root = document.getElementById(place)?.attachShadow({ mode: "open" });
    if (!root) throw new Error(`the page has no ${place}`);
    const { html, css } = page.components[component];
    root.innerHTML = `<style>${css}</style>${html}`;
    const source = network ? { network: { ...data.network ?? {}, url: urls[network], version: "1" } } : {};
    const nothing = () => {};
    components[component]({
      parentElement: root,
      data: { ...data, ...source },
      setStateValue: nothing,
      setTriggerValue: nothing,
    });
  }
  // The pad would hand a picture to the server, and there is none.
  for (const type of ["drop", "paste"]) {
    document.addEventListener(type, (event) => {
      const given = /** @type {DragEvent} */ (event).dataTransfer ?? /** @type {ClipboardEvent} */ (event).clipboardData;
      if (!given?.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      const said = document.getElementById("no-pictures");
      if (said) said.hidden = false;
    }, true);
  }
}
