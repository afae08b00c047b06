// @ts-check
// The challenges, a card each: goal, hint, the way to where it is done, and a tick where it was reached.
import { each, element, find, listening, mounted, setAttribute, setText } from "../shared.js";
import { ownRuns } from "../own_runs/kept.js";
import { forget, reach, ticks, watchTicks } from "./ticks.js";

/**
 * @typedef {object} Card
 * @property {string} name
 * @property {string} title
 * @property {string} goal
 * @property {string} hint
 * @property {string} action what its button is called
 * @property {string} how a run of the user's reaches it, or ""
 *
 * @typedef {object} Data
 * @property {Card[]} cards
 * @property {string} open the name of the one that stands below, or ""
 * @property {string[]} own the ids of the runs and sweeps of this browser that the script knows of
 */

export default mounted((root) => {
  const count = find(root, ".count"), list = find(root, ".cards"), forgets = find(root, ".forget");
  const { on, remove } = listening();
  /** @type {import("../shared.js").Component<Data>} */
  let latest;

  function show() {
    const done = ticks(), { cards, open } = latest.data;
    const many = cards.filter(({ name }) => done[name]).length;
    setText(count, `${many} of ${cards.length} done. Runs and sweeps count that were started in this browser, which keeps the ticks.`);
    forgets.hidden = !many || !!open;
    list.classList.toggle("aside", !!open);
    each(list, cards, make, (item, card) => {
      const [mark, title, goal, how, details, button] = item.children;
      setAttribute(item, "data-done", !!done[card.name]);
      setAttribute(item, "data-open", card.name === open);
      setText(mark, done[card.name] ? "✓" : "○");
      setAttribute(mark, "aria-label", done[card.name] ? "done" : "not done yet");
      setText(title, card.title);
      setText(goal, card.goal);
      setText(how, done[card.name] ?? "");
      setText(details.children[1], card.hint);
      setText(button, card.action);
      setAttribute(button, "data-name", card.name);
      setAttribute(button, "aria-label", `${card.action}: ${card.title}`);
    });
  }

  function make() {
    return element("li", {}, element("span", { class: "mark", role: "img" }), element("h2"),
      element("p", { class: "goal" }), element("p", { class: "how" }),
      element("details", {}, element("summary", {}, "A hint"), element("p")),
      element("button", { class: "go", type: "button" }));
  }

  on(list, "click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) latest.setTriggerValue("go", button.getAttribute("data-name"));
  });
  on(forgets, "click", forget);
  watchTicks(on, () => latest && show());

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      const { cards, own } = component.data, mine = ownRuns();
      for (const { name, how } of cards) if (how) reach(name, how);
      show();
      if (mine.some((id) => !own.includes(id))) component.setTriggerValue("own", mine);
    },
    remove,
  };
});
