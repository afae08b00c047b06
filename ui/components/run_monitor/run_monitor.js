// A run that trains. Every look brings all that it has told; only what differs from the last look is
// touched, as each node that changes is laid out and painted at the training's expense.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 250, LEFT = 44, RIGHT = 8, TOP = 10, BOTTOM = 40;

function node(name, className = "", text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
function mark(name, className = "") {
  const made = document.createElementNS(SVG, name);
  if (className) made.setAttribute("class", className);
  return made;
}
const say = (target, text) => { if (target.textContent !== text) target.textContent = text; };
const set = (target, name, value) => {
  if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value);
};
// As many children as items, made and filled one for one.
function each(parent, items, make, fill) {
  while (parent.children.length > items.length) parent.lastChild.remove();
  items.forEach((item, i) => {
    if (!parent.children[i]) parent.append(make(item));
    fill(parent.children[i], item);
  });
}

// The step of a scale: 1, 2 or 5 times a power of ten, so that about `count` fit into a range.
function stepOf(range, count) {
  const power = 10 ** Math.floor(Math.log10(range / count));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step * count >= range * 0.999);
}
// The multiples of a step within [low, high], each with its text.
function ticks(low, high, step) {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = (value) =>
    value && (step < 1e-3 || step >= 1e5) ? value.toExponential(1) : value.toFixed(places);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    .map((value) => [value, text(value)]);
}

function createChart(figure) {
  const caption = node("figcaption"), tip = node("div", "tip"), svg = mark("svg");
  const grid = mark("g"), axis = mark("g"), lines = mark("g"), rule = mark("line", "rule");
  const under = mark("text");
  caption.append(node("b"));
  svg.setAttribute("role", "img");
  svg.append(grid, axis, lines, rule, under);
  figure.append(caption, svg, tip);
  under.setAttribute("text-anchor", "middle");
  under.setAttribute("y", HEIGHT - 4);
  under.textContent = "Epoch";
  tip.hidden = true;
  rule.setAttribute("visibility", "hidden");

  let chart = null, width = 0, pointer = null;
  const x = (epoch) => LEFT + (epoch / chart.end) * (width - LEFT - RIGHT);
  let y = () => 0;

  function draw() {
    if (!chart || !width) return;
    const values = chart.series.flatMap((s) => s.points.map((p) => p[1]));
    // Before the first point there are axes already: the page below is moved down once, not twice.
    let [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    if (high - low < 1e-6) [low, high] = [low - 0.5, high + 0.5];
    // Whole steps: the scale, and with it all that is drawn, changes seldom.
    const step = stepOf(high - low, 5);
    [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
    y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    set(grid, "class", values.length ? "" : "blank");
    each(grid, ticks(low, high, step), () => {
      const tick = mark("g"), text = mark("text");
      text.setAttribute("text-anchor", "end");
      text.setAttribute("x", LEFT - 8);
      text.setAttribute("dy", "0.32em");
      tick.append(mark("path", "grid"), text);
      return tick;
    }, (tick, [value, text]) => {
      set(tick.firstChild, "d", `M${LEFT} ${y(value).toFixed(1)}H${width - RIGHT}`);
      set(tick.lastChild, "y", y(value).toFixed(1));
      say(tick.lastChild, text);
    });
    each(axis, ticks(0, chart.end, stepOf(chart.end, Math.min(6, width / 60))), () => {
      const text = mark("text");
      text.setAttribute("text-anchor", "middle");
      text.setAttribute("y", HEIGHT - BOTTOM + 18);
      return text;
    }, (text, [value, label]) => {
      set(text, "x", x(value).toFixed(1));
      say(text, label);
    });
    set(under, "x", ((LEFT + width - RIGHT) / 2).toFixed(1));
    each(lines, chart.series, () => {
      const group = mark("g");
      group.append(mark("path", "line"), mark("path", "dots"));
      return group;
    }, (group, { color, dots, points }) => {
      const at = points.map(([a, b]) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`);
      set(group, "style", `--ink: ${color}`);
      set(group.firstChild, "class", dots ? "line" : "line fine");
      set(group.firstChild, "d", at.length ? "M" + at.join("L") : "");
      set(group.lastChild, "d", dots ? at.map((p) => `M${p}h0`).join("") : "");
    });
    point();
  }

  function point() {
    const shown = pointer !== null && chart.series.some((s) => s.points.length);
    tip.hidden = !shown;
    set(rule, "visibility", shown ? "visible" : "hidden");
    if (!shown) return;
    const nearest = (points) =>
      points.reduce((a, b) => (Math.abs(x(b[0]) - pointer) < Math.abs(x(a[0]) - pointer) ? b : a));
    const found = chart.series.filter((s) => s.points.length).map((s) => [s.name, s.color, nearest(s.points)]);
    const at = found[0][2][0];
    for (const [name, value] of [["x1", x(at)], ["x2", x(at)], ["y1", TOP], ["y2", HEIGHT - BOTTOM]]) set(rule, name, value);
    tip.replaceChildren(node("div", "", `epoch ${at.toFixed(2)}`), ...found.map(([name, color, [, value]]) => {
      const row = node("div"), key = node("span", "key", name);
      key.style.setProperty("--ink", color);
      row.append(key, node("span", "", `${value.toFixed(chart.places)}\u00a0${chart.unit}`));
      return row;
    }));
    const right = x(at) > width / 2;
    tip.style.left = right ? "" : `${x(at) + 12}px`;
    tip.style.right = right ? `${width - x(at) + 12}px` : "";
  }

  svg.addEventListener("pointermove", (event) => {
    pointer = event.clientX - svg.getBoundingClientRect().left;
    if (chart) point();
  });
  svg.addEventListener("pointerleave", () => {
    pointer = null;
    if (chart) point();
  });
  const size = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    draw();
  });
  size.observe(svg);

  return {
    show(now) {
      chart = now;
      say(caption.firstChild, now.title);
      const keys = now.series.map((s) => [s.name, s.color]);
      while (caption.children.length > keys.length + 1) caption.lastChild.remove();
      keys.forEach(([name, color], i) => {
        const key = caption.children[i + 1] ?? caption.appendChild(node("span", "key"));
        say(key, name);
        key.style.setProperty("--ink", color);
      });
      set(svg, "aria-label", now.alt);
      draw();
    },
    remove: () => size.disconnect(),
  };
}

function create(root, press) {
  const $ = (selector) => root.querySelector(selector);
  const title = $(".title"), state = $(".state"), bar = $(".bar"), numbers = $(".numbers");
  const charts = $(".charts"), log = $("details");
  const drawn = [];

  for (const name of ["pause", "resume", "stop"]) $(`.${name}`).onclick = () => press(name);
  for (const name of ["sweep", "network"]) {
    $(`.${name}`).onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
      event.preventDefault();
      press(name);
    };
  }

  return {
    // Once for a run: what does not change while it trains.
    name({ title: name, links, brief }) {
      say($("h2"), name);
      say($(".network span"), links.network.label);
      for (const [link, { url }] of Object.entries(links)) $(`.${link}`).href = url;
      $(".sweep").hidden = !links.sweep;
      title.hidden = numbers.hidden = charts.hidden = brief;
      drawn.splice(0).forEach((chart) => chart.remove());
      charts.replaceChildren();
    },
    show(look, brief) {
      const { status, share, words } = look;
      say(state, look.state);
      if (state.className !== `state ${status}`) state.className = `state ${status}`;
      $(".pause").hidden = !["queued", "running"].includes(status);
      $(".resume").hidden = status !== "paused" && !look.resumable;
      $(".stop").hidden = look.ended;
      say($(".words"), words);
      bar.firstElementChild.style.transform = `scaleX(${share})`;
      set(bar, "aria-valuenow", Math.round(100 * share));
      log.hidden = brief || !look.log.length;
      if (brief) return;
      each(numbers, look.numbers, () => {
        const number = node("div");
        number.append(node("dt"), node("dd"), node("dd", "note"));
        return number;
      }, ({ children: [label, value, note] }, number) => {
        say(label, number.label);
        say(value, number.value);
        say(note, number.note);
      });
      look.charts.forEach((chart, i) => {
        drawn[i] ??= createChart(charts.appendChild(node("figure")));
        drawn[i].show(chart);
      });
      say($("pre"), look.log.join("\n"));
    },
    clear: () => say(state, ""),
    lost() {
      say(state, "No answer");
      say($(".words"), "The server does not answer. What it has trained is kept; this page goes on when it is back.");
    },
    remove: () => drawn.forEach((chart) => chart.remove()),
  };
}

// From look to look until there is a first point, and, for a while, until a pressed button shows.
const SOON_MS = 250, WHILE_MS = 3000;
const LOST = 3, LOST_MS = 700; // so many looks without an answer, and the time between them
const readouts = new WeakMap();

// Looks by itself, without Streamlit: a run of its script would go through all elements of the page.
function follow(root) {
  const { host } = root.getRootNode();
  let given = null, shown = null, trigger = null, timer, soonUntil = 0, starts = 0, session = null;
  let misses = 0; // looks in a row that were not answered
  let asked = 0; // when the script was last asked
  let unknown = false; // whether the script has yet to learn which run this is
  const readout = create(root, (button) => {
    trigger("pressed", button);
    soonUntil = Date.now() + WHILE_MS;
    later();
  });

  function show(look) {
    // A late answer. The clock would not tell: it may be set back, and then all looks would be late.
    if (shown && look.server === shown.server && look.turn < shown.turn) return;
    if (shown && look.status !== shown.status) soonUntil = 0;
    shown = look;
    misses = 0;
    readout.show(look, given.brief);
  }

  function later() {
    clearTimeout(timer);
    const soon = Date.now() < soonUntil || (shown.status === "running" && !shown.share);
    const usual = Math.min(1000 * given.seconds, misses ? LOST_MS : Infinity);
    timer = setTimeout(look, soon && !misses ? SOON_MS : usual);
  }

  async function look() {
    const { url, watch } = given;
    let told = null, missed = false;
    try {
      const answer = await fetch(url, { cache: "no-store" });
      if (answer.ok) told = await answer.json();
    } catch {
      missed = true; // the server is gone, or something before it does not let this through
    }
    if (url !== given?.url) return; // another run meanwhile, or none
    if (told) show(told);
    if (missed && ++misses === LOST) readout.lost();
    const other = !told || watch.some((field) => told[field] !== given[field]);
    // The script can say it too. It is not asked more often for that than the run is looked at.
    if (other && (told || Date.now() - asked >= 900 * given.seconds)) {
      asked = Date.now();
      if (unknown) trigger("followed", given.id); // again: what is sent amid a run of the script may be lost
      else trigger("changed", asked);
    }
    later();
  }

  function idle() {
    clearTimeout(timer);
    given = null;
    readout.clear();
    host.removeAttribute("data-shown");
  }

  function begin(data) {
    const pressed = data.session === session && data.starts > starts;
    ({ session, starts } = data);
    if (!data.url) return idle();
    const other = given?.url !== data.url;
    if (other) {
      readout.name(data);
      shown = null;
      soonUntil = data.status === "queued" ? Date.now() + WHILE_MS : 0; // it may have been started just now
    }
    given = data;
    host.setAttribute("data-shown", "");
    show(data);
    if (other) later();
    if (pressed && host.getBoundingClientRect().top < 0) host.scrollIntoView(); // Train may be far below
  }

  // A browser lets the timers of a page in the background wait, up to a minute.
  const seen = () => document.hidden || !given || look();
  document.addEventListener("visibilitychange", seen);
  // By the Train button, of which the script does not know yet.
  const started = ({ detail }) => begin(detail);
  document.addEventListener("netsketch:started", started);

  return {
    update(data, setTriggerValue) {
      trigger = setTriggerValue;
      const anew = session !== null && data.session !== session; // by a server that was started anew
      // It has the page's address as Streamlit last knew it, which may be from before the press of Train.
      unknown = anew && given !== null && data.id !== given.id;
      if (unknown) trigger("followed", given.id);
      // Of one session, nothing from before the last press of Train is shown.
      else if (anew || data.starts >= starts) begin(data);
    },
    remove() {
      document.removeEventListener("visibilitychange", seen);
      document.removeEventListener("netsketch:started", started);
      idle();
      readout.remove();
    },
  };
}

// Streamlit calls this after every run of the script, and the cleanup once, when the element goes.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".readout");
  if (!readouts.has(root)) readouts.set(root, follow(root));
  readouts.get(root).update(data, setTriggerValue);
  return () => {
    readouts.get(root)?.remove();
    readouts.delete(root);
  };
}
