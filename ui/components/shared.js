// @ts-check
// What components share: mounting, DOM and SVG nodes, numbers as text, and signed pictures.

/**
 * What Streamlit calls a component with after every run of the script.
 * @template Data what Python sends
 * @typedef {object} Component
 * @property {ParentNode & Node} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * @template Data
 * @typedef {object} Mounted what a component made of its HTML
 * @property {(component: Component<Data>) => void} update after every run of the script
 * @property {() => void} [remove] once, when the element goes
 */

/**
 * A component as Streamlit wants it: `create` is called once for each element.
 * @template Data
 * @param {(root: ParentNode & Node) => Mounted<Data>} create
 * @returns {(component: Component<Data>) => () => void}
 */
export function mounted(create) {
  /** @type {WeakMap<Node, Mounted<Data>>} */
  const made = new WeakMap();
  return (component) => {
    const root = component.parentElement;
    const one = made.get(root) ?? create(root);
    made.set(root, one);
    one.update(component);
    return () => {
      if (made.get(root) !== one) return;
      made.delete(root);
      one.remove?.();
    };
  };
}

/**
 * Listeners that go together.
 * @returns {{
 *   on: (target: EventTarget, type: string, listener: (event: any) => void, capture?: boolean) => void,
 *   remove: () => void,
 * }}
 */
export function listening() {
  const controller = new AbortController();
  return {
    on: (target, type, listener, capture = false) =>
      target.addEventListener(type, listener, { signal: controller.signal, capture }),
    remove: () => controller.abort(),
  };
}

// --- nodes

/**
 * The node of a component's HTML that a selector finds.
 * @template {Element} [Found=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{ new (): Found }} [type] HTMLElement, where nothing of a more special one is used
 * @returns {Found}
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (!found || (type && !(found instanceof type))) throw new Error(`no ${selector} in the component`);
  return /** @type {Found} */ (found);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * @template {Element} Made
 * @param {Made} made
 * @param {Record<string, unknown>} attributes
 * @param {(Node | string)[]} children
 */
function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

// Only what differs is touched: each node that changes is laid out and painted, which costs training time.

/**
 * @param {Node} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {unknown} value
 */
export function setAttribute(target, name, value) {
  if (target.getAttribute(name) !== String(value)) target.setAttribute(name, String(value));
}

/**
 * As many children as items, made and filled one for one.
 * @template Item
 * @template {Element} Child
 * @param {Element} parent which has only such children
 * @param {Item[]} items
 * @param {() => Child} make
 * @param {(child: Child, item: Item) => void} fill
 */
export function each(parent, items, make, fill) {
  while (parent.children.length > items.length) parent.lastElementChild?.remove();
  items.forEach((item, i) => {
    if (!parent.children[i]) parent.append(make());
    fill(/** @type {Child} */ (parent.children[i]), item);
  });
}

/**
 * Whether a click on a link wants it in a tab of its own.
 * @param {{ ctrlKey: boolean, metaKey: boolean, shiftKey: boolean }} event
 */
export const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

// --- numbers

/** Base64 -> its bytes. @param {string} text */
export const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Base64 -> 32-bit floats. @param {string} text */
export const floats = (text) => new Float32Array(bytes(text).buffer);

/**
 * The largest of all amounts, 1 where all are 0.
 * @param {Float32Array | number[]} values
 * @returns {number}
 */
export const largest = (values) => {
  let most = 0;
  for (const v of values) most = Math.max(most, Math.abs(v));
  return most || 1;
};

/** With a true minus sign, and never "−0.00". @param {number} v */
export function number(v, digits = 3) {
  const text = v.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A share as Python writes it: a no-break space before the sign. @param {number} share */
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

// --- signed pictures: orange is above 0, blue below, nothing is 0

/** @typedef {{ above: number[], below: number[] }} Signs red, green and blue, 0 to 255 */

/** "#E69F00" -> [230, 159, 0]. @param {string} color */
export const rgb = (color) => (color.match(/[0-9a-f]{2}/gi) ?? []).map((part) => parseInt(part, 16));

/**
 * The palette's two colours of a sign, from the style sheet.
 * @param {Element} at
 * @returns {Signs}
 */
export function signs(at) {
  const style = getComputedStyle(at);
  const color = (/** @type {string} */ name) => rgb(style.getPropertyValue(name));
  return { above: color("--above"), below: color("--below") };
}

/**
 * Values as pixels, the stronger the less transparent; 0 is clear, `scale` or more is opaque.
 * @param {ArrayLike<number>} values
 * @param {number} scale
 * @param {Signs} signs
 * @returns {Uint8ClampedArray<ArrayBuffer>} red, green, blue and opacity of each
 */
export function pixels(values, scale, { above, below }) {
  const made = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    made.set(values[i] < 0 ? below : above, 4 * i);
    made[4 * i + 3] = 255 * Math.min(1, Math.abs(values[i]) / scale);
  }
  return made;
}

/**
 * Ink as opaque black on white: red, green, blue and opacity of each pixel.
 * @param {Uint8Array} ink
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function onPaper(ink) {
  const made = new Uint8ClampedArray(4 * ink.length);
  ink.forEach((v, i) => made.set([255 - v, 255 - v, 255 - v, 255], 4 * i));
  return made;
}

/**
 * A colour for the background of a number, weak enough for it to be read, in light and dark.
 * @param {number} v
 * @param {number} scale
 * @param {Signs} signs
 */
export function tint(v, scale, { above, below }) {
  const share = Math.round(100 * Math.min(1, Math.abs(v) / scale) * 0.55);
  return `color-mix(in srgb, rgb(${v < 0 ? below : above}) ${share}%, transparent)`;
}

/**
 * Draws values (height, width), `scale` being the strongest colour.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 * @param {Signs} signs
 */
export function paint(canvas, values, width, height, scale, signs) {
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(pixels(values, scale, signs), width, height);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/**
 * Draws the kernels (inputs, k, k) of one channel side by side, in a near square with gaps between them.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array | Int8Array} values
 * @param {number} inputs
 * @param {number} k
 * @param {number} scale
 * @param {Signs} signs
 */
export function paintKernels(canvas, values, inputs, k, scale, signs) {
  const columns = Math.ceil(Math.sqrt(inputs));
  canvas.width = columns * (k + 1) - 1;
  canvas.height = Math.ceil(inputs / columns) * (k + 1) - 1;
  for (let i = 0; i < inputs; i++) {
    const kernel = pixels(values.subarray(i * k * k, (i + 1) * k * k), scale, signs);
    const [left, top] = [(i % columns) * (k + 1), Math.floor(i / columns) * (k + 1)];
    canvas.getContext("2d")?.putImageData(new ImageData(kernel, k, k), left, top);
  }
}
