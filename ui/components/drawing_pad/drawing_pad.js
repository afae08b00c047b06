// @ts-check
// The drawing pad. What is on it, `now`, is {revision, strokes, preview}: every change makes a new one
// with a higher revision, and the highest revision wins, here and in Python. So a late answer from
// Python never puts back what was cleared, and a pad that is mounted again gets its drawing back.
import { find, listening, mounted, setText, svg } from "../shared.js";
import { tell, tellWhenWanted } from "./drawing.js";
import { createExamples, wantsNext } from "./examples.js";
import { createOwner, path, pointOf } from "./strokes.js";

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{ revision: number, strokes: Stroke[], preview: string | null }} Drawing
 *   the preview of a picture is a data URL
 * @typedef {"live" | "strokes" | "pictures"} Shares what Python gets: also a stroke that is being drawn, whole
 *   strokes, or pictures alone, which nobody else can read
 * @typedef {{ label: number, taken: number }} Collects the class of the examples that are drawn, where the pad
 *   collects some, and the number of the last one that Python has
 * @typedef {Drawing & { limit: number, noun: string, hint: string, shares: Shares, collects: Collects | null }} Data
 *   the limit in bytes of a picture; the noun for what is to be drawn, and what stands on an empty pad
 * @typedef {import("../shared.js").Component<Data>} Component
 */

/** @type {Drawing} */
const EMPTY = { revision: 0, strokes: [], preview: null };
const MEGABYTE = 1e6;
const LIVE_MS = 100;

/** What was drawn last in this tab: it is there again on the next page, whose session may not know of it. */
let newest = EMPTY;
/** Examples that were drawn in this tab, which stay until Python has them. */
const examples = createExamples();

export default mounted((root) => {
  const sheet = find(root, ".sheet", SVGSVGElement), paper = find(root, ".paper");
  const nib = find(root, "input", HTMLInputElement), problem = find(root, ".problem");
  const preview = find(root, ".preview", HTMLImageElement), hint = find(root, ".hint");
  const undoing = find(root, ".undo", HTMLButtonElement), clearing = find(root, ".clear", HTMLButtonElement);
  const following = find(root, ".next", HTMLButtonElement);
  const { on, remove } = listening();
  const owner = createOwner();

  let now = EMPTY;
  /** @type {Stroke[][]} */
  let past = []; // what Undo brings back
  /** @type {Stroke | null} */
  let stroke = null; // the one being drawn
  /** @type {Component} */
  let latest;
  /** @type {number | undefined} */
  let timer;

  function draw() {
    const lines = now.strokes.map((stroke) =>
      svg("path", { d: path(stroke), "stroke-width": stroke.width }));
    sheet.replaceChildren(...lines);
    const blank = !now.strokes.length && !now.preview;
    preview.hidden = !now.preview;
    if (now.preview) preview.src = now.preview;
    hint.hidden = !blank;
    undoing.disabled = !past.length && !now.strokes.length;
    clearing.disabled = blank;
    following.disabled = !now.strokes.length;
  }

  function drawNib() {
    find(root, ".nib circle").setAttribute("r", String(Number(nib.value) * 90)); // the widest pen, 0.14, just fits in
  }

  /**
   * @param {Stroke[]} strokes
   * @param {string | null} preview
   */
  function change(strokes, preview = null) {
    now = { revision: now.revision + 1, strokes, preview };
    problem.hidden = true;
    if (!latest.data.collects) newest = now;
    told();
  }

  /** Takes what is drawn as an example, and clears the pad for the next one. */
  function next() {
    const { collects } = latest.data;
    if (!collects || stroke || !now.strokes.length) return;
    const all = examples.add(collects.label, now.strokes);
    past = [];
    change([]);
    draw();
    latest.setStateValue("examples", all);
  }

  function told() {
    tell({ ...now, drawing: stroke !== null });
  }

  function share() {
    clearTimeout(timer);
    timer = undefined;
    if (latest.data.shares !== "pictures") latest.setStateValue("drawing", now);
  }

  function undo() {
    if (stroke || (!past.length && !now.strokes.length)) return;
    change(past.pop() ?? now.strokes.slice(0, -1));
    draw();
    share();
  }

  function clear() {
    if (stroke || (!now.strokes.length && !now.preview)) return;
    past.push(now.strokes);
    change([]);
    draw();
    share();
  }

  for (const type of ["pointerdown", "pointermove", "pointerup"]) {
    on(sheet, type, (/** @type {PointerEvent} */ event) => {
      if (type === "pointerdown") down(event);
      else if (type === "pointermove") move(event);
      else if (owner.owns(event)) end();
      owner.notice(event);
    });
  }

  /** @param {PointerEvent} event */
  function down(event) {
    const does = owner.comesDown(event);
    if (does === "nothing") return;
    if (does === "replace") discard();
    sheet.setPointerCapture(event.pointerId);
    owner.take(event);
    past.push(now.strokes);
    extend({ points: [], width: Number(nib.value) }, event);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!stroke || !owner.owns(event)) return;
    if (!(event.buttons & 1)) return end(); // its end was lost, to a dialog for one
    extend(stroke, event);
    if (latest.data.shares === "live") timer ??= setTimeout(share, LIVE_MS);
  }

  /**
   * @param {Stroke} drawn becomes the stroke being drawn
   * @param {PointerEvent} event
   */
  function extend(drawn, event) {
    stroke = drawn;
    const box = sheet.getBoundingClientRect();
    // Between two frames a pen reports many points; a click reports none but itself.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const e of events.length ? events : [event]) {
      const point = pointOf(e, box);
      if (String(point) !== String(drawn.points.at(-1))) drawn.points.push(point);
    }
    change([...past[past.length - 1], drawn]);
    if (drawn.points.length === 1) draw();
    else sheet.lastElementChild?.setAttribute("d", path(drawn));
  }

  function end() {
    stroke = null;
    owner.release();
    draw();
    told();
    share();
  }

  function discard() {
    change(past.pop() ?? []);
    end();
  }

  on(sheet, "pointercancel", (/** @type {PointerEvent} */ event) => {
    if (!stroke || !owner.owns(event)) return;
    if (owner.wasPalm(event, stroke)) discard();
    else end();
  });
  // The capture is lost with every end of a pointer, and where the browser takes it away.
  on(sheet, "lostpointercapture", (/** @type {PointerEvent} */ event) => owner.owns(event) && end());

  on(sheet, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const key = event.key.toLowerCase();
    if (key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) undo();
    else if (key === "delete" || key === "backspace") clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  on(undoing, "click", undo);
  on(clearing, "click", clear);
  on(following, "click", next);
  on(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (!latest?.data.collects || !wantsNext(event)) return;
    event.preventDefault();
    next();
  });
  on(nib, "input", drawNib);
  tellWhenWanted(on, told);

  /** @param {string} sentence */
  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = false;
  }

  /** @param {File} file */
  async function take(file) {
    const name = file.name || "The picture";
    if (file.size > latest.data.limit) {
      const [size, most] = [file.size / MEGABYTE, latest.data.limit / MEGABYTE];
      return complain(
        `${name} has ${size.toFixed(1)} MB, and at most ${most} MB can be read: ` +
          `crop it to the ${latest.data.noun}, or save it smaller.`,
      );
    }
    const url = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => resolve(null);
      reader.readAsDataURL(file);
    });
    if (!url) return complain(`${name} could not be read: choose it again.`);
    if (latest.data.collects) return latest.setTriggerValue("picture", { ...now, url });
    past.push(now.strokes);
    change([], await thumbnail(file));
    draw();
    // Python gets the file once, and the small preview ever after.
    latest.setTriggerValue("picture", { ...now, url });
  }

  on(document, "paste", (/** @type {ClipboardEvent} */ event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (!file) return; // text, for whatever field has the focus
    event.preventDefault();
    take(file);
  });
  on(paper, "dragover", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    paper.classList.add("over");
  });
  on(paper, "dragleave", () => paper.classList.remove("over"));
  on(paper, "drop", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    paper.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (file) take(file); // whatever its name and type: Python looks at what is in it
    else complain("Save the picture first, then drop the file.");
  });

  return {
    /** @param {Component} component */
    update(component) {
      const first = !latest;
      latest = component;
      const { revision, strokes, preview, noun, collects } = component.data;
      following.hidden = !collects;
      if (collects) examples.taken(collects.taken);
      setText(hint, component.data.hint);
      sheet.setAttribute("aria-label",
        `Drawing pad. Draw a ${noun} with mouse, pen or finger, or paste a picture of one. ` +
          "Control Z takes back a stroke, Delete clears the pad.");
      if (!stroke && revision > now.revision) {
        now = { revision, strokes, preview };
        past = [];
        if (strokes.length) nib.value = String(strokes[strokes.length - 1].width);
        told();
      }
      if (first && !collects && newest.revision > now.revision && !newest.preview) {
        now = newest;
        told();
        share();
      }
      if (!stroke) draw();
      drawNib();
    },
    remove() {
      clearTimeout(timer);
      remove();
    },
  };
});

/**
 * A small data URL of a picture; null where the browser cannot show the file, which goes to Python all the
 * same, which says what is wrong.
 * @param {File} file
 */
async function thumbnail(file, side = 340) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", 0.7);
}
