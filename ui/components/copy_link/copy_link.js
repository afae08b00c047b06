// @ts-check
// The link to what is on the page: copied as it stands in the address, or handed to Python for a QR code.
import { find, mounted, setText } from "../shared.js";

/**
 * What becomes of copying, in words. Without a clipboard, as at an http address, the link is shown to be copied
 * by hand.
 * @param {string} link
 * @param {{ writeText: (text: string) => Promise<void> } | undefined} clipboard
 */
export async function copied(link, clipboard) {
  try {
    if (!clipboard) return link;
    await clipboard.writeText(link);
    return "Copied: it opens what you see now.";
  } catch {
    return link; // not allowed here
  }
}

export default mounted((root) => {
  const said = find(root, "p");
  /** @type {import("../shared.js").Component<{ link: string }>} */
  let latest;
  find(root, ".copy").onclick = async () => setText(said, await copied(location.href, navigator.clipboard));
  find(root, ".code").onclick = () => latest.setTriggerValue("code", location.href);
  return {
    /** @param {import("../shared.js").Component<{ link: string }>} component */
    update(component) {
      latest = component;
      setText(said, "");
    },
    remove: () => {},
  };
});
