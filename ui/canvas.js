// The drawing pad. What is on it, `now`, is {revision, strokes, preview}: every change makes a new one
// with a higher revision, and the highest revision wins, here and in Python. So a late answer from
// Python never puts back what was cleared, and a pad that is mounted again gets its drawing back.

const EMPTY = { revision: 0, strokes: [], preview: null };
const MEGABYTE = 1e6;
const LIVE_MS = 100;
const PEN_NEAR_MS = 500; // after a pen was seen, drawing or above the pad, touches are the hand that holds it
const DOT = 0.03; // of the pad: a finger that moved less was only resting
const pads = new WeakMap();

const round = (x) => Math.round(Math.min(Math.max(x, -0.2), 1.2) * 1000) / 1000;
const resting = ({ points: [[x, y], ...more] }) => more.every(([a, b]) => Math.hypot(a - x, b - y) < DOT);
// A lone point still needs a line, of no length, for the round caps to show as a dot.
const path = ({ points }) => "M" + (points.length > 1 ? points : [points[0], points[0]]).join("L");

function createPad(root) {
  const $ = (selector) => root.querySelector(selector);
  const sheet = $(".sheet"), paper = $(".paper"), nib = $("input"), problem = $(".problem");
  const listeners = new AbortController();
  const on = (target, type, listener) =>
    target.addEventListener(type, listener, { signal: listeners.signal });

  let now = EMPTY;
  let past = []; // what Undo brings back
  let stroke = null; // the one being drawn
  let by = {}; // which pointer draws it: {pointer, type}
  let penSeen = -Infinity;
  let send = {}; // setStateValue, setTriggerValue of the latest mount
  let limit = 0;
  let timer = null;

  function draw() {
    const lines = now.strokes.map((stroke) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", path(stroke));
      line.setAttribute("stroke-width", stroke.width);
      return line;
    });
    sheet.replaceChildren(...lines);
    const blank = !now.strokes.length && !now.preview;
    $(".preview").hidden = !now.preview;
    if (now.preview) $(".preview").src = now.preview;
    $(".hint").hidden = !blank;
    $(".undo").disabled = !past.length && !now.strokes.length;
    $(".clear").disabled = blank;
  }

  function drawNib() {
    $(".nib circle").setAttribute("r", nib.value * 90); // the widest pen, 0.14, just fits in
  }

  function change(strokes, preview = null) {
    now = { revision: now.revision + 1, strokes, preview };
    problem.hidden = true;
  }

  function share() {
    clearTimeout(timer);
    timer = null;
    send.setStateValue("drawing", now);
  }

  function replace(strokes) {
    past.push(now.strokes);
    change(strokes);
    draw();
    share();
  }

  function undo() {
    if (stroke || (!past.length && !now.strokes.length)) return;
    change(past.pop() ?? now.strokes.slice(0, -1));
    draw();
    share();
  }

  function clear() {
    if (!stroke && (now.strokes.length || now.preview)) replace([]);
  }

  // Mouse, pen and finger each have moves of their own at the same time: a stroke is its one pointer's.
  const mine = (event) => stroke && by.pointer === event.pointerId;

  on(sheet, "pointerdown", (event) => {
    if (event.button !== 0) return;
    if (event.pointerType === "touch" && event.timeStamp - penSeen < PEN_NEAR_MS) return; // the palm
    if (event.pointerType === "pen" && stroke && by.type === "touch") discard(); // it came before the pen
    if (stroke) return;
    sheet.setPointerCapture(event.pointerId);
    by = { pointer: event.pointerId, type: event.pointerType };
    stroke = { points: [], width: Number(nib.value) };
    past.push(now.strokes);
    extend(event);
  });

  for (const type of ["pointerdown", "pointermove", "pointerup"]) {
    on(sheet, type, (event) => {
      if (event.pointerType === "pen") penSeen = event.timeStamp;
    });
  }

  function extend(event) {
    const box = sheet.getBoundingClientRect();
    // Between two frames a pen reports many points; a click reports none but itself.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const e of events.length ? events : [event]) {
      const point = [round((e.clientX - box.left) / box.width), round((e.clientY - box.top) / box.height)];
      if (String(point) !== String(stroke.points.at(-1))) stroke.points.push(point);
    }
    change([...past.at(-1), stroke]);
    if (stroke.points.length === 1) draw();
    else sheet.lastElementChild.setAttribute("d", path(stroke));
  }

  on(sheet, "pointermove", (event) => {
    if (!mine(event)) return;
    if (!(event.buttons & 1)) return end(); // its end was lost, to a dialog for one
    extend(event);
    timer ??= setTimeout(share, LIVE_MS);
  });

  function end() {
    stroke = null;
    draw();
    share();
  }

  function discard() {
    change(past.pop());
    end();
  }

  on(sheet, "pointercancel", (event) => {
    if (!mine(event)) return;
    // The system took the pointer. From a resting palm, which leaves a dot, or for the pen: it was no
    // stroke. For a gesture or a call: what was drawn stays.
    const palm = by.type === "touch" && (resting(stroke) || event.timeStamp - penSeen < PEN_NEAR_MS);
    if (palm) discard();
    else end();
  });
  // The capture is lost with every end of a pointer, and where the browser takes it away.
  for (const type of ["pointerup", "lostpointercapture"]) {
    on(sheet, type, (event) => mine(event) && end());
  }

  on(sheet, "keydown", (event) => {
    const key = event.key.toLowerCase();
    if (key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) undo();
    else if (key === "delete" || key === "backspace") clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  on($(".undo"), "click", undo);
  on($(".clear"), "click", clear);
  on(nib, "input", drawNib);

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = false;
  }

  async function take(file) {
    const name = file.name || "The picture";
    if (file.size > limit) {
      const [size, most] = [file.size / MEGABYTE, limit / MEGABYTE];
      return complain(
        `${name} has ${size.toFixed(1)} MB, and at most ${most} MB can be read: ` +
          "crop it to the digit, or save it smaller.",
      );
    }
    const url = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => resolve(null);
      reader.readAsDataURL(file);
    });
    if (!url) return complain(`${name} could not be read: choose it again.`);
    past.push(now.strokes);
    change([], await thumbnail(file));
    draw();
    // Python gets the file once, and the small preview ever after.
    send.setTriggerValue("picture", { ...now, url });
  }

  on(document, "paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (!file) return; // text, for whatever field has the focus
    event.preventDefault();
    take(file);
  });
  on(paper, "dragover", (event) => {
    event.preventDefault();
    paper.classList.add("over");
  });
  on(paper, "dragleave", () => paper.classList.remove("over"));
  on(paper, "drop", (event) => {
    event.preventDefault();
    paper.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) take(file); // whatever its name and type: Python looks at what is in it
    else complain("Save the picture first, then drop the file.");
  });

  return {
    update({ data, setStateValue, setTriggerValue }) {
      send = { setStateValue, setTriggerValue };
      limit = data.limit;
      if (!stroke && data.revision > now.revision) {
        const { revision, strokes, preview } = data;
        now = { revision, strokes, preview };
        past = [];
        if (strokes.length) nib.value = strokes.at(-1).width;
      }
      if (!stroke) draw();
      drawNib();
    },
    remove() {
      clearTimeout(timer);
      listeners.abort();
    },
  };
}

async function thumbnail(file, side = 340) {
  // A file that the browser cannot show goes to Python all the same, which says what is wrong.
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", 0.7);
}

// Streamlit calls this after every run of the script, and the cleanup once, when the pad goes.
export default function (component) {
  const root = component.parentElement;
  if (!pads.has(root)) pads.set(root, createPad(root));
  const pad = pads.get(root);
  pad.update(component);
  return () => {
    pad.remove();
    pads.delete(root);
  };
}
