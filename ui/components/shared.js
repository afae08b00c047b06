// What both components of the inside of a network share: numbers from Python, and signed pictures.
// Orange is above 0, blue below, nothing is 0: told apart by people who do not see red and green.

let ABOVE, BELOW; // [red, green, blue], from core/palette.py by way of the style sheet

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const floats = (text) => new Float32Array(bytes(text).buffer);
const largest = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
// A true minus sign; and never "−0.00".
const number = (v, digits = 3) => {
  const text = v.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
};
// As core/percent.py writes it: a no-break space before the sign.
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Draw (height, width) values, `scale` being the strongest colour; the rest of the canvas stays clear.
function paint(canvas, values, width, height = width, scale = largest(values)) {
  canvas.width = width;
  canvas.height = height;
  put(canvas, values, 0, 0, width, height, scale);
}

function put(canvas, values, left, top, width, height, scale) {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const v = values[i];
    image.data.set(v < 0 ? BELOW : ABOVE, 4 * i);
    image.data[4 * i + 3] = 255 * Math.min(1, Math.abs(v) / scale);
  }
  canvas.getContext("2d").putImageData(image, left, top);
}

// The kernels (c_in, k, k) of one channel side by side, in a near square with a gap between them.
function paintKernels(canvas, values, inputs, k, scale) {
  const columns = Math.ceil(Math.sqrt(inputs));
  canvas.width = columns * (k + 1) - 1;
  canvas.height = Math.ceil(inputs / columns) * (k + 1) - 1;
  for (let i = 0; i < inputs; i++) {
    const [left, top] = [(i % columns) * (k + 1), Math.floor(i / columns) * (k + 1)];
    put(canvas, values.subarray(i * k * k, (i + 1) * k * k), left, top, k, k, scale);
  }
}

// Weak enough for figures to be read on it, light or dark.
const colour = (v, scale) => {
  const share = Math.round(100 * Math.min(1, Math.abs(v) / scale) * 0.55);
  return `color-mix(in srgb, rgb(${v < 0 ? BELOW : ABOVE}) ${share}%, transparent)`;
};

// A component as Streamlit wants it: `create(root)` once, `update(component)` at every run.
function mounted(create) {
  const made = new WeakMap();
  return (component) => {
    const root = component.parentElement;
    const style = getComputedStyle(root.querySelector(".inside"));
    [ABOVE, BELOW] = ["--above", "--below"].map((name) =>
      style.getPropertyValue(name).match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16)));
    if (!made.has(root)) made.set(root, create(root));
    const one = made.get(root);
    one.update(component.data);
    return () => {
      one.remove();
      made.delete(root);
    };
  };
}
