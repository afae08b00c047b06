// @ts-check
// The list of runs. Search, filters and order happen here at once; curves are fetched for what is in sight.
import { each, element, elsewhere, find, listening, mounted, setText } from "../shared.js";
import { ALL, finder } from "./filtering.js";
import { fillRow, makeRow } from "./rows.js";
import { plot, stepped } from "./scatter.js";

/** @typedef {import("./filtering.js").Data} Data */

const PAGE = 30; // rows that are made at a time
const TOLD = 600; // milliseconds after the last change the address learns of it
const PENDING = "netsketch:runs"; // what was chosen last, until the address has it
const MOVING = ["queued", "running", "paused"], LOOK = 2000;

export default mounted((root) => {
  const list = find(root, ".rows"), chart = find(root, ".plot"), count = find(root, ".count");
  const search = find(root, ".search", HTMLInputElement), all = find(root, ".all"), untick = find(root, ".untick");
  const [kind, status, sweep, order, view] = [".kind", ".of-status", ".sweep", ".order", ".view"]
    .map((selector) => find(root, selector, HTMLSelectElement));
  const { on, remove } = listening();
  /** @type {import("../shared.js").Component<Data>} */
  let latest;
  /** @type {Map<string, import("./rows.js").Spark>} */
  const sparks = new Map();
  let choice = ALL, shown = PAGE, ticked = /** @type {string[]} */ ([]), text = "", opened = "", compared = "";
  let found = /** @type {import("./filtering.js").Run[]} */ ([]), find_ = finder(empty()), fetching = false, failed = false;
  let timer = 0, telling = 0, came = -1;

  /** @param {HTMLSelectElement} select @param {[string, string][]} options @param {string} value */
  function options(select, options, value) {
    const key = JSON.stringify(options);
    if (select.dataset.key !== key) {
      select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
      select.dataset.key = key;
    }
    select.value = value;
  }

  function offer() {
    const { kinds, sweeps, runs, orders, views } = latest.data;
    const states = [...new Set([...runs.map(({ status }) => status), choice.status])].filter(Boolean).sort();
    options(kind, [["", "all kinds"], ...kinds], choice.kind);
    options(status, [["", "any status"], .../** @type {[string, string][]} */ (states.map((s) => [s, s]))], choice.status);
    options(sweep, [["", "in sweeps or not"], ["none", "in no sweep"],
      ...sweeps], choice.sweep);
    options(order, orders.map((name) => [name, name]), choice.order || orders[0]);
    options(view, views, choice.view);
    sweep.hidden = !sweeps.length;
    kind.hidden = kinds.length < 2;
    search.value = choice.text;
  }

  /** What was chosen: the list begins anew at once, and a little later the address holds it. */
  function choose() {
    const [kind_, status_, sweep_, order_, view_] = [kind, status, sweep, order, view].map(({ value }) => value);
    choice = { text: search.value, kind: kind_, status: status_, sweep: sweep_, view: view_,
      order: order_ === latest.data.orders[0] ? "" : order_ };
    tell();
    shown = PAGE;
    list.scrollTop = 0;
    show();
  }

  /** Who leaves the page before the address has what was chosen finds it again when they come back. */
  function tell() {
    keep(JSON.stringify(choice));
    clearTimeout(telling);
    telling = setTimeout(() => {
      keep(null);
      latest.setTriggerValue("choice", choice);
    }, TOLD);
  }

  function show() {
    const { runs, kinds, sweeps, networks, url, open } = latest.data;
    found = find_(choice);
    const many = found.length;
    const none = many ? "" : ": change the search, or choose all";
    setText(count, (many === runs.length ? (many === 1 ? "1 run" : `${many} runs`) : `${many} of ${runs.length} runs`) + none +
      (ticked.length ? `, ${ticked.length} ticked to compare` : ""));
    const { order: _order, view: _view, ...filters } = choice;
    all.hidden = !Object.values(filters).some(Boolean);
    untick.hidden = !ticked.length;
    list.hidden = !!view.value;
    chart.hidden = !view.value;
    list.classList.toggle("short", !!open || ticked.length > 1);
    if (view.value) {
      return plot(chart, found, { against: view.value === "seconds" ? "seconds" : "parameters", url, kinds, open });
    }
    const marked = new Set(ticked);
    each(list, found.slice(0, shown).map((run, i) => ({ run, i })), makeRow, (row, { run, i }) =>
      fillRow(row, run, {
        url, place: i + 1, many, kindOf: kinds.find(([name]) => name === run.kind)?.[1] ?? "",
        sweep: run.sweep === undefined ? "" : sweeps[run.sweep][1],
        network: run.network === undefined ? undefined : networks[run.network],
        spark: sparks.get(run.id), ticked: marked.has(run.id), open: run.id === open,
      }));
    look();
  }

  /** Fetches the curves of the rows that have none, and again of those whose runs go on. */
  async function look() {
    const rows = found.slice(0, shown);
    const wanted = rows.filter(({ id }) => !sparks.has(id)).slice(-PAGE).map(({ id }) => id);
    if (!wanted.length || fetching || failed) return;
    fetching = true;
    await read(wanted);
    fetching = false;
    look();
  }

  /** @param {string[]} ids */
  async function read(ids) {
    try {
      const query = ids.map((id) => `run=${encodeURIComponent(id)}`).join("&");
      const answer = await fetch(`${latest.data.sparks}?${query}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const read = await answer.json();
      for (const id of ids) {
        sparks.set(id, read[id] ?? { status: "deleted", accuracy: null, seconds: null, interval: null, n: 0,
          training: [], test: [] });
      }
      show();
    } catch {
      failed = true; // the list stands without curves until the script runs again
    }
  }

  function follow() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const moving = found.slice(0, shown)
        .filter(({ id, status }) => MOVING.includes(sparks.get(id)?.status ?? status)).map(({ id }) => id);
      if (moving.length && !document.hidden && !list.hidden && !failed) await read(moving.slice(0, PAGE));
      if (root.isConnected) follow();
    }, LOOK);
  }

  /** @param {string[]} ids */
  function tick(ids) {
    ticked = ids;
    show();
    latest.setTriggerValue("ticks", { ids });
  }

  on(search, "input", choose);
  for (const select of [kind, status, sweep, order, view]) on(select, "change", choose);
  on(all, "click", () => {
    [kind, status, sweep].forEach((select) => select.value = "");
    search.value = "";
    choose();
    search.focus();
  });
  on(untick, "click", () => {
    tick([]);
    search.focus();
  });
  on(list, "scroll", () => {
    if (list.scrollTop + list.clientHeight < list.scrollHeight - 400 || shown >= found.length) return;
    shown += PAGE;
    show();
  });
  on(list, "change", ({ target }) => {
    const id = target.closest("li").dataset.id;
    tick(target.checked ? [...ticked, id] : ticked.filter((other) => other !== id));
  });
  for (const place of [list, chart]) {
    on(place, "click", (event) => {
      const tag = event.target.closest(".tag"), link = event.target.closest("a");
      if (tag) {
        search.value = tag.textContent;
        choose();
      } else if (link && !elsewhere(event)) {
        event.preventDefault();
        ticked = [];
        latest.setTriggerValue("open", link.dataset.id ?? link.closest("li").dataset.id);
      }
    });
  }
  on(list, "keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const row = event.target.closest("li");
    const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
    if (!next) return;
    event.preventDefault();
    next.querySelector(event.target.localName === "input" ? "input" : "a").focus();
  });
  on(chart, "keydown", (event) => {
    const links = /** @type {SVGAElement[]} */ ([...chart.querySelectorAll("svg a")]);
    const at = links.indexOf(event.target.closest("a")), next = stepped(at, event.key, links.length);
    if (at < 0 || next === at) return;
    event.preventDefault();
    links[at].setAttribute("tabindex", "-1");
    links[next].setAttribute("tabindex", "0");
    links[next].focus();
  });
  const sized = new ResizeObserver(() => view.value && latest && show());
  sized.observe(root instanceof ShadowRoot ? root.host : list);

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      const first = !latest;
      latest = component;
      const { data } = component;
      failed = false;
      if (first) follow();
      if (data.came !== came) choice = data.choice;
      const now = JSON.stringify(data.runs);
      const other = now !== text;
      if (other) {
        for (const { id, status } of data.runs) if (sparks.get(id)?.status !== status) sparks.delete(id);
        find_ = finder(data);
      }
      const left = first ? kept() : null;
      if (left) {
        choice = { ...ALL, ...JSON.parse(left) };
        tell();
      }
      if (other || data.came !== came) offer();
      [text, came] = [now, data.came];
      const ids = data.ticked.join();
      if (ids !== compared) ticked = [...data.ticked];
      compared = ids;
      show();
      if (data.open && data.open !== opened) reach(data.open);
      opened = data.open;
    },
    remove() {
      remove();
      sized.disconnect();
      clearTimeout(timer);
      clearTimeout(telling);
    },
  };

  /** Brings the row of a run into the list's own view, without moving the page. @param {string} id */
  function reach(id) {
    const at = found.findIndex((run) => run.id === id);
    if (at < 0 || list.hidden) return;
    if (at >= shown) {
      shown = at + PAGE;
      show();
    }
    const row = /** @type {HTMLElement} */ (list.children[at]);
    const [top, bottom] = [row.offsetTop - list.offsetTop, row.offsetTop - list.offsetTop + row.offsetHeight];
    if (top < list.scrollTop || bottom > list.scrollTop + list.clientHeight) list.scrollTop = Math.max(0, top - 8);
  }
});

/** @param {string | null} text */
function keep(text) {
  try {
    if (text === null) sessionStorage.removeItem(PENDING);
    else sessionStorage.setItem(PENDING, text);
  } catch {
    // A browser that keeps nothing loses what was typed last.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(PENDING);
  } catch {
    return null;
  }
}

/** @returns {Data} */
function empty() {
  return { url: "", sparks: "", kinds: [], sweeps: [], networks: [], runs: [], open: "", ticked: [], orders: [], views: [],
    choice: ALL, came: 0 };
}
