// @ts-check
// Keeps a value of the page's in the browser's storage, and gives back what was kept there before.
import { mounted } from "../shared.js";

const NOTHING = "{}";

/** @typedef {{ name: string, value: string, lasting: boolean }} Data */

/**
 * What to do with a value of the page's and what was kept: the first time a page that knows nothing gets what
 * was kept; from then on the page's own is kept.
 * @param {string} value
 * @param {string | null} kept
 * @param {boolean} first
 * @returns {{ give?: string, keep?: string }}
 */
export function exchanged(value, kept, first) {
  if (first && value === NOTHING && kept !== null && kept !== NOTHING) return { give: kept };
  const unknown = first && value === NOTHING;
  return unknown || value === (kept ?? NOTHING) ? {} : { keep: value };
}

export default mounted(() => {
  let first = true;
  return {
    /** @param {import("../shared.js").Component<Data>} component */
    update({ data, setTriggerValue }) {
      try {
        const store = data.lasting ? localStorage : sessionStorage;
        const { give, keep } = exchanged(data.value, store.getItem(data.name), first);
        if (keep !== undefined) store.setItem(data.name, keep);
        if (give !== undefined) setTriggerValue("kept", give);
      } catch {
        // A browser may keep nothing; then the page's session alone does.
      }
      first = false;
    },
  };
});
