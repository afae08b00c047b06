// @ts-check
// Tokens of Python code for colouring: comments, strings, keywords and numbers.

/** @typedef {{ text: string, kind: "" | "comment" | "string" | "keyword" | "number" }} Token */

const WORDS = "and as assert break class continue def del elif else except False finally for from global if " +
  "import in is lambda match None nonlocal not or pass raise return True try while with yield";
const KEYWORDS = new Set(WORDS.split(" "));
const NEXT = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<string>[rfb]*(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))`,
    String.raw`(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
  ].join("|"),
  "g",
);

/**
 * The tokens of each line. A string that goes over several lines is one token in each.
 * @param {string} code
 * @returns {Token[][]}
 */
export function tokensByLine(code) {
  /** @type {Token[][]} */
  const lines = [[]];
  /** @param {string} text @param {Token["kind"]} kind */
  const add = (text, kind) => {
    text.split("\n").forEach((part, k) => {
      if (k) lines.push([]);
      if (part) lines[lines.length - 1].push({ text: part, kind });
    });
  };
  let at = 0;
  for (const found of code.matchAll(NEXT)) {
    add(code.slice(at, found.index), "");
    add(found[0], kindOf(found));
    at = found.index + found[0].length;
  }
  add(code.slice(at), "");
  return lines;
}

/**
 * @param {RegExpMatchArray} found
 * @returns {Token["kind"]}
 */
function kindOf({ groups }) {
  if (groups?.comment) return "comment";
  if (groups?.string) return "string";
  if (groups?.number) return "number";
  return KEYWORDS.has(groups?.word ?? "") ? "keyword" : "";
}
