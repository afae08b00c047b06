// @ts-check
// Starts what a form holds, and hands the answer to the element that follows runs; or, without a form, has
// the script start something. One press starts one run.
import { find, listening, mounted, setText } from "../shared.js";

// What was chosen or typed last must reach the server first. Where that was just now, or the script is
// running, the press is made one of Streamlit's, which waits its turn.
const JUST_NOW_MS = 1000;

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {boolean} primary
 * @property {string} url where to POST to; "" where the script starts it, and goes to another page
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
  let touched = -JUST_NOW_MS, asking = false, left = false;
  /** @type {import("../shared.js").Component<Data>} */
  let latest;

  for (const type of ["input", "change", "click", "keyup"]) {
    listeners.on(document, type, (event) => {
      if (!event.composedPath().includes(button)) touched = performance.now();
    }, true);
  }

  button.onclick = async ({ detail: clicks }) => {
    if (asking || left || clicks > 1) return; // a double click is one run
    const press = `${Date.now()}-${Math.random()}`; // known again, were the answer lost on its way back
    if (!latest.data.url) {
      left = true; // for the page that it leads to: a second press would be of what has been left
      return latest.setTriggerValue("pressed", press);
    }
    asking = true;
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
      const { label, primary, disabled } = component.data;
      setText(find(button, "span"), label);
      button.classList.toggle("primary", primary);
      button.disabled = disabled;
      left = false; // the script ran again and is still here: what was to be started could not be
    },
    remove: listeners.remove,
  };
});
