// A sweep's cells as a table. Its nodes stay while it fills in: a cell that has the focus keeps it.
const SIGNS = { queued: "·", paused: "⏸", stopped: "■", failed: "✕", impossible: "✕", interrupted: "⏻" };

const node = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });

function build(frame, data) {
  const head = node("tr"), body = node("tbody"), top = node("thead");
  for (const name of data.head) head.append(node("th", name));
  for (const row of data.rows) {
    const line = node("tr");
    row.labels.forEach((label) => line.append(Object.assign(node("th", label), { scope: "row" })));
    for (const cell of row.cells) {
      const place = node("td");
      place.append(node(cell.id ? "a" : "span"));
      line.append(place);
    }
    const mean = node("td");
    mean.append(Object.assign(node("span"), { className: "mean" }));
    line.append(mean);
    body.append(line);
  }
  top.append(head);
  const table = node("table");
  table.setAttribute("aria-label", data.label);
  table.append(top, body);
  frame.replaceChildren(table);
}

function fill(frame, data, open) {
  const lines = frame.querySelectorAll("tbody tr");
  data.rows.forEach((row, r) => {
    const places = lines[r].querySelectorAll("td > *");
    row.cells.forEach((cell, c) => {
      const shown = places[c], key = JSON.stringify([cell, data.ink]);
      if (shown.dataset.key === key) return;
      shown.dataset.key = key;
      shown.className = cell.status;
      shown.textContent = cell.text || SIGNS[cell.status] || "…";
      shown.title = cell.title;
      shown.setAttribute("aria-label", cell.title);
      const [low, high] = data.ink;
      const ink = cell.value == null ? 0 : high > low ? (cell.value - low) / (high - low) : 1;
      shown.style.setProperty("--ink", ink.toFixed(3));
      if (!cell.id) return shown.setAttribute("tabindex", "0");
      shown.href = data.url + encodeURIComponent(cell.id);
      shown.onclick = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
        event.preventDefault();
        open.now(cell.id);
      };
    });
    const mean = places[row.cells.length];
    if (mean.textContent !== row.mean) mean.textContent = row.mean;
  });
}

const open = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  const shape = JSON.stringify([data.head, data.rows.map((r) => [r.labels, r.cells.map((c) => !!c.id)])]);
  if (frame.dataset.shape !== shape) build(frame, data);
  frame.dataset.shape = shape;
  if (!open.has(frame)) open.set(frame, {});
  open.get(frame).now = (id) => setTriggerValue("open", id);
  fill(frame, data, open.get(frame));
}
