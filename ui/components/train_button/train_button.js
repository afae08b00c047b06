// @ts-check
// Starts what the form holds, and hands the answer to the element that follows runs.
import { find, listening, mounted } from "../shared.js";

// What was chosen or typed last must reach the server first. Where that was just now, or the script is
// running, the press is made one of Streamlit's, which waits its turn.
const JUST_NOW_MS = 1000;

/**
 * @typedef {object} Data
 * @property {string} url where to POST to
 * @property {boolean} disabled the form has problems
 */

// The attribute is Streamlit's own and may go with any version: then no press is thought idle, and each is
// made one of Streamlit's, which is slower and as right.
function idle() {
  const app = document.querySelector("[data-testid=stApp]");
  return app instanceof HTMLElement && app.dataset.testScriptState === "notRunning";
}

/**
 * The run that was started, or null.
 * @param {string} url
 * @param {string} press
 */
async function ask(url, press) {
  try {
    const answer = await fetch(`${url}?press=${press}`, { method: "POST" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // something before the server does not let this through
  }
}

export default mounted((root) => {
  const button = find(root, "button", HTMLButtonElement);
  const listeners = listening();
  let touched = -JUST_NOW_MS, asking = false;
  /** @type {import("../shared.js").Component<Data>} */
  let latest;

  for (const type of ["input", "change", "click", "keyup"]) {
    listeners.on(document, type, (event) => {
      if (!event.composedPath().includes(button)) touched = performance.now();
    }, true);
  }

  button.onclick = async ({ detail: clicks }) => {
    if (asking || clicks > 1) return; // a double click is one run
    asking = true;
    const press = `${Date.now()}-${Math.random()}`; // known again, were the answer lost on its way back
    const direct = idle() && performance.now() - touched > JUST_NOW_MS;
    const started = direct ? await ask(latest.data.url, press) : null;
    asking = false;
    if (!started) return latest.setTriggerValue("pressed", press);
    // A reload, or a copy of the address, is to show this run.
    const page = new URL(location.href);
    page.searchParams.set("run", started.id);
    history.replaceState(history.state, "", page);
    document.dispatchEvent(new CustomEvent("netsketch:started", { detail: started }));
  };

  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update(component) {
      latest = component;
      button.disabled = component.data.disabled;
    },
    remove: listeners.remove,
  };
});
