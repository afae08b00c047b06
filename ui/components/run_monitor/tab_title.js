// @ts-check
// The title of the browser's tab: how far a run is while one looks elsewhere, and what came of it.

/**
 * What the tab is called while a run is followed.
 * @param {string} figure how far it is, or how well it did
 * @param {string} title of the run
 */
export const textOf = (figure, title) => `${figure} · ${title}`;

/**
 * Holds the title of a page. Streamlit sets it with every run of the page's script: what it was called last
 * comes back when the title is given back.
 * @param {{ title: string }} page the document
 */
export function holdTitle(page) {
  let own = "", theirs = "";
  /** Keeps it, where the page has taken it. */
  function hold() {
    if (!own || page.title === own) return;
    theirs = page.title;
    page.title = own;
  }
  return {
    hold,
    /** @param {string} text */
    set(text) {
      if (page.title !== own) theirs = page.title;
      own = text;
      if (page.title !== own) page.title = own;
    },
    restore() {
      if (own && page.title === own) page.title = theirs;
      own = "";
    },
  };
}
