// @ts-check
// Tells Python that the browser itself goes to another address of the page: Back, Forward, a link to it.
import { listening, mounted } from "../shared.js";

export default mounted(() => {
  const { on, remove } = listening();
  /** @type {import("../shared.js").Component<null>} */
  let latest;
  const goes = () => latest.setTriggerValue("went", location.search);
  // Both before Streamlit hears of it, and runs the script with the new address.
  on(window, "popstate", goes, true);
  on(document, "click", ({ target }) => {
    const link = target instanceof Element && target.closest("a");
    if (link && link.origin === location.origin && link.pathname === location.pathname && !link.hash) goes();
  }, true);
  return {
    /** @param {import("../shared.js").Component<null>} component */
    update(component) {
      latest = component;
    },
    remove,
  };
});
