// Starts what the form holds, and hands the answer to the element that follows runs.

// What was chosen or typed last must reach the server first. Where that was just now, or the script is
// running, the press is made one of Streamlit's, which waits its turn.
const JUST_NOW_MS = 1000;
const buttons = new WeakMap();

// The attribute is Streamlit's own and may go with any version: then no press is thought idle, and each is
// made one of Streamlit's, which is slower and as right.
function idle() {
  return document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
}

async function ask(url, press) {
  try {
    const answer = await fetch(`${url}?press=${press}`, { method: "POST" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // something before the server does not let this through
  }
}

function create(button) {
  let given = null, trigger = null, touched = -JUST_NOW_MS, asking = false;
  const left = new AbortController();

  for (const type of ["input", "change", "click", "keyup"]) {
    document.addEventListener(type, (event) => {
      if (!event.composedPath().includes(button)) touched = performance.now();
    }, { capture: true, signal: left.signal });
  }

  button.onclick = async ({ detail: clicks }) => {
    if (asking || clicks > 1) return; // a double click is one run
    asking = true;
    const press = `${Date.now()}-${Math.random()}`; // known again, were the answer lost on its way back
    const direct = idle() && performance.now() - touched > JUST_NOW_MS;
    const started = direct ? await ask(given.url, press) : null;
    asking = false;
    if (!started) return trigger("pressed", press);
    // A reload, or a copy of the address, is to show this run.
    const page = new URL(window.location);
    page.searchParams.set("run", started.id);
    window.history.replaceState(window.history.state, "", page);
    document.dispatchEvent(new CustomEvent("netsketch:started", { detail: started }));
  };

  return {
    update(data, setTriggerValue) {
      [given, trigger] = [data, setTriggerValue];
      button.disabled = data.disabled;
    },
    remove: () => left.abort(),
  };
}

// Streamlit calls this after every run of the script, and the cleanup once, when the element goes.
export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  if (!buttons.has(button)) buttons.set(button, create(button));
  buttons.get(button).update(data, setTriggerValue);
  return () => {
    buttons.get(button)?.remove();
    buttons.delete(button);
  };
}
