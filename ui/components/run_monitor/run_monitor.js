// @ts-check
// Follows a run, and shows what came of it. It looks by itself, without Streamlit: a run of its script would
// go through all elements of the page.
import { find, listening, mounted } from "../shared.js";
import { tell as tellOthers, tellWhenWanted } from "./looks.js";
import { createPanel } from "./panel.js";
import { delay, isLate, isLost, isNews, isOver, isPending, LOST, mayAsk, REPEATABLE, WHILE_MS } from "./polling.js";
import { holdTitle, textOf } from "./tab_title.js";

/**
 * @typedef {import("./panel.js").Look} Look
 * @typedef {import("./panel.js").Description & Look} Run
 * @typedef {{ session: string, starts: number }} Order the session's token, and how many runs it had started
 * @typedef {Order & (Run | { id?: string, url?: undefined })} Data without a URL, there is no run
 * @typedef {import("../shared.js").Component<Data>} Component
 */

export default mounted((root) => {
  const readout = find(root, ".readout");
  const { host } = /** @type {ShadowRoot} */ (readout.getRootNode());
  const { on, remove } = listening();
  const tab = holdTitle(document), watcher = new MutationObserver(tab.hold);
  /** @type {Run | null} */
  let run = null;
  /** @type {Look | null} */
  let shown = null;
  /** @type {Component["setTriggerValue"]} */
  let trigger;
  /** @type {number | undefined} */
  let timer;
  /** @type {string | null} */
  let session = null;
  let starts = 0;
  let soonUntil = 0; // while something that was just done has yet to show
  let misses = 0; // looks in a row that were not answered
  let asked = 0, asks = 0; // when the script was last asked, and how often since it last answered
  let unknown = false; // whether the script has yet to learn which run this is
  let gone = false, known = false; // whether the run was deleted, and the script knows it
  let trained = false; // whether it trained while this tab looked
  /** @type {{ button: string, status: string, at: number, times: number } | null} */
  let press = null; // that has yet to show
  const panel = createPanel(readout, (button) => {
    press = null;
    if (shown && REPEATABLE.includes(button)) press = { button, status: shown.status, at: 0, times: 0 };
    tell(button);
  }, () => shown && !shown.ended && look());

  /** @param {string} button that was pressed */
  async function tell(button) {
    const url = REPEATABLE.includes(button) ? run?.control.replace("{}", button) : undefined;
    // What the script is sent while a server has just been started may be lost.
    if (!url || !await done(url)) trigger("pressed", button);
    if (press) press = { ...press, at: Date.now(), times: press.times + 1 };
    soonUntil = Date.now() + WHILE_MS;
    later();
  }

  /** @param {Look} look */
  function show(look) {
    if (!run || isLate(look, shown)) return;
    if (shown && look.status !== shown.status) soonUntil = 0;
    if (look.status !== press?.status) press = null;
    shown = look;
    misses = 0;
    trained ||= !look.ended;
    panel.show(look, run.brief);
    // Beside what is offered first, Train is but one more button (`theme.css`).
    host.toggleAttribute("data-next", !!readout.querySelector(".primary"));
    if (trained && !run.brief) tab.set(textOf(look.figure, run.title));
    share();
  }

  function share() {
    if (!run || !shown) tellOthers(null);
    else if (!run.brief) {
      const { id, network, seconds } = run;
      tellOthers({ id, network, seconds, gone, look: shown });
    }
  }

  function later() {
    clearTimeout(timer);
    if (!run || !shown || known) return;
    if (gone) return void (timer = setTimeout(() => ask(null), 1000 * run.seconds));
    const awaited = Date.now() < soonUntil;
    if (isOver(shown, run, awaited || isPending(press))) return;
    timer = setTimeout(look, delay({ seconds: run.seconds, misses, awaited }, shown));
  }

  async function look() {
    const url = run?.url;
    if (!url || gone) return;
    /** @type {Run | null} */
    let answer = null;
    let missed = false, deleted = false;
    try {
      const response = await fetch(panel.matrixOpen ? `${url}?matrix` : url, { cache: "no-store" });
      if (response.ok) answer = await response.json();
      deleted = response.status === 404;
    } catch {
      missed = true; // the server is gone, or something before it does not let this through
    }
    if (url !== run?.url) return; // another run meanwhile, or none
    if (answer) show(answer);
    // Not while the script has yet to learn which run it is of.
    if (press && answer && !unknown && isLost(press, answer, Date.now())) tell(press.button);
    if (missed && ++misses === LOST) panel.lost();
    if (deleted) {
      gone = true;
      panel.gone();
      tab.restore();
      share();
    }
    ask(answer);
  }

  /** Asks the script for what has yet to come of an answer, where it is time to. @param {Run | null} answer */
  function ask(answer) {
    const since = Date.now() - asked;
    // What a press brings about, the script's next run says as well.
    if (run && (unknown || !press || !answer) && mayAsk(since, asks) && isNews(answer, run, since)) {
      asked = Date.now();
      asks += 1;
      if (unknown) trigger("followed", run.id); // again: what is sent amid a run of the script may be lost
      else trigger("changed", asked);
    }
    later();
  }

  function idle() {
    clearTimeout(timer);
    run = shown = null;
    trained = false;
    share();
    panel.clear();
    tab.restore();
    host.removeAttribute("data-shown");
  }

  /**
   * @param {Data} data
   * @param {boolean} ahead of the script, which does not know of the run yet
   */
  function begin(data, ahead) {
    const pressed = data.session === session && data.starts > starts;
    ({ session, starts } = data);
    host.toggleAttribute("data-ahead", ahead);
    if (!data.url) {
      known = gone;
      if (!gone) idle(); // what was known of a deleted run stays
      return;
    }
    const other = run?.url !== data.url;
    if (other) {
      panel.name(data);
      shown = press = null;
      trained = false;
      tab.restore();
      soonUntil = data.status === "queued" ? Date.now() + WHILE_MS : 0; // it may have been started just now
    }
    panel.rename(data.title);
    run = data;
    gone = known = false;
    host.setAttribute("data-shown", "");
    show(data);
    if (other || !data.ended) later();
    if (pressed && host.getBoundingClientRect().top < 0) host.scrollIntoView(); // Train may be far below
  }

  tellWhenWanted(on, share);
  const title = document.querySelector("title");
  if (title) watcher.observe(title, { childList: true, characterData: true, subtree: true });
  // A browser lets the timers of a page in the background wait, up to a minute.
  on(document, "visibilitychange", () => document.hidden || look());
  // By the Train button, of which the script does not know yet.
  on(document, "netsketch:started",
    (/** @type {CustomEvent<Order & Run>} */ { detail }) => begin(detail, true));

  return {
    /** @param {Component} component */
    update({ data, setTriggerValue }) {
      trigger = setTriggerValue;
      asks = 0;
      const anew = session !== null && data.session !== session; // by a server that was started anew
      // It has the page's address as Streamlit last knew it, which may be from before the press of Train.
      unknown = anew && run !== null && data.id !== run.id;
      if (unknown) trigger("followed", run?.id);
      // Of one session, nothing from before the last press of Train is shown.
      else if (anew || data.starts >= starts) begin(data, false);
    },
    remove() {
      remove();
      watcher.disconnect();
      idle();
      panel.remove();
    },
  };
});

/** Whether the server did what it was asked to. @param {string} url */
async function done(url) {
  try {
    return (await fetch(url, { method: "POST" })).ok;
  } catch {
    return false; // it is gone, or something before it does not let this through
  }
}
