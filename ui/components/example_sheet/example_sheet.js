// @ts-check
// The sheet of examples: a row of thumbnails for each class, which are chosen, moved and deleted, and names.
import { bytes, each, element, find, listening, mounted, onPaper, setAttribute, setText } from "../shared.js";
import { counted, NONE, pressed, still } from "./choosing.js";

/**
 * @typedef {{ number: number, test: boolean, pixels: string }} Example
 * @typedef {{ name: string, examples: Example[] }} Class
 * @typedef {{ classes: Class[], label: number, most: number, letters: number }} Data the class that is being
 *   drawn, and the most that there can be
 */

const SIDE = 28;

export default mounted((root) => {
  const rows = find(root, ".classes"), bar = find(root, ".chosen"), many = find(root, ".many");
  const to = find(root, ".to", HTMLSelectElement), form = find(root, ".new", HTMLFormElement);
  const name = find(root, ".new input", HTMLInputElement);
  const { on, remove } = listening();
  let chosen = NONE;
  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  const order = () => latest.data.classes.flatMap(({ examples }) => examples.map(({ number }) => number));
  const ask = (/** @type {Record<string, unknown>} */ wanted) => latest.setTriggerValue("asked", wanted);

  function draw() {
    const { classes, label, most } = latest.data;
    chosen = still(chosen, order());
    each(rows, classes, row, (made, one) => fill(made, one, classes.indexOf(one), label));
    bar.hidden = !chosen.numbers.length;
    setText(many, `${chosen.numbers.length} chosen`);
    const names = ["…", ...classes.map((one) => one.name)];
    if (names.join("\n") !== [...to.options].map((o) => o.text).join("\n")) {
      to.replaceChildren(...names.map((text, k) => element("option", { value: k - 1 }, text)));
    }
    to.value = "-1";
    form.hidden = classes.length >= most;
  }

  function row() {
    const radio = element("input", { type: "radio", name: "drawn" });
    const named = element("input", { type: "text", class: "name", autocomplete: "off" });
    const gone = element("button", { type: "button", class: "remove" }, "Remove");
    const head = element("div", { class: "head" }, radio, named, element("span", { class: "count" }), gone);
    const made = element("div", { class: "class" }, head, element("ul", { role: "list" }));
    const at = () => [...rows.children].indexOf(made);
    radio.onchange = () => ask({ what: "draw", label: at() });
    named.onchange = () => ask({ what: "rename", label: at(), name: named.value });
    gone.onclick = () => {
      const { name, examples } = latest.data.classes[at()];
      // What is removed with one press can be brought back below; a class of many is asked about.
      if (examples.length < 2 || confirm(`Remove ${name} with its ${examples.length} examples?`)) {
        ask({ what: "remove", label: at() });
      }
    };
    return made;
  }

  /** @param {Element} made @param {Class} one @param {number} k @param {number} label */
  function fill(made, { name, examples }, k, label) {
    const radio = find(made, "[type=radio]", HTMLInputElement), named = find(made, ".name", HTMLInputElement);
    setAttribute(made, "class", k === label ? "class now" : "class");
    radio.checked = k === label;
    setAttribute(radio, "aria-label", `Draw ${name}`);
    if (named.getAttribute("value") !== name) {
      setAttribute(named, "value", name);
      named.value = name;
    }
    setAttribute(named, "aria-label", `Name of class ${k + 1}`);
    setAttribute(named, "maxlength", latest.data.letters);
    setText(find(made, ".count"), counted(examples));
    const gone = find(made, ".remove", HTMLButtonElement);
    setAttribute(gone, "aria-label", `Remove ${name}`);
    gone.disabled = latest.data.classes.length < 2;
    each(find(made, "ul"), examples, thumbnail, (item, example) => paint(item, example, name));
  }

  function thumbnail() {
    const button = element("button", { type: "button" }, element("canvas", { width: SIDE, height: SIDE }));
    button.onclick = (event) => {
      chosen = pressed(chosen, Number(button.dataset.number), event.shiftKey, order());
      draw();
    };
    return element("li", {}, button);
  }

  /** @param {Element} item @param {Example} example @param {string} name */
  function paint(item, { number, test, pixels }, name) {
    const button = find(item, "button", HTMLButtonElement), canvas = find(item, "canvas", HTMLCanvasElement);
    if (canvas.dataset.pixels !== pixels) {
      canvas.dataset.pixels = pixels;
      canvas.getContext("2d")?.putImageData(new ImageData(onPaper(bytes(pixels)), SIDE, SIDE), 0, 0);
    }
    setAttribute(button, "data-number", number);
    setAttribute(button, "class", test ? "test" : "");
    setAttribute(button, "aria-pressed", chosen.numbers.includes(number));
    setAttribute(button, "aria-label", `${name}, example ${number + 1}${test ? ", held out" : ""}`);
  }

  on(to, "change", () => {
    if (Number(to.value) >= 0) ask({ what: "move", numbers: chosen.numbers, label: Number(to.value) });
    chosen = NONE;
  });
  const deleteChosen = () => {
    if (chosen.numbers.length) ask({ what: "delete", numbers: chosen.numbers });
  };
  on(find(root, ".delete"), "click", deleteChosen);
  on(find(root, ".none"), "click", () => {
    chosen = NONE;
    draw();
  });
  on(rows, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const typed = event.composedPath()[0] instanceof HTMLInputElement;
    if (typed || !["Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    deleteChosen();
  });
  on(form, "submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (name.value.trim()) ask({ what: "add", name: name.value });
    name.value = "";
  });

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      draw();
    },
    remove,
  };
});
