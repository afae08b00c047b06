// @ts-check
import { equal } from "../testing.js";
import { tokensByLine } from "./python.js";

/** @param {string} code */
const kinds = (code) => tokensByLine(code).map((line) => line.map(({ text, kind }) => [text, kind]));

Deno.test("keywords, numbers, strings and comments are told apart", () => {
  equal(kinds(`for x in range(1_000):  # not "a string"`), [[
    ["for", "keyword"],
    [" ", ""],
    ["x", ""],
    [" ", ""],
    ["in", "keyword"],
    [" ", ""],
    ["range", ""],
    ["(", ""],
    ["1_000", "number"],
    ["):  ", ""],
    [`# not "a string"`, "comment"],
  ]]);
});

Deno.test("a hash within a string is no comment, and a keyword within a word none", () => {
  equal(kinds(`forwards = f"# {x}"`), [[["forwards", ""], [" = ", ""], [`f"# {x}"`, "string"]]]);
});

Deno.test("a string over several lines is a string in each, with its apostrophes", () => {
  equal(kinds(`"""It's one.\n\nTwo."""\nx`), [
    [[`"""It's one.`, "string"]],
    [],
    [[`Two."""`, "string"]],
    [["x", ""]],
  ]);
});

Deno.test("no character is lost", () => {
  const code = `def f(a, *, b=1.5e-3):\n    "doc"\n\n    return a @ b  # !\n`;
  equal(tokensByLine(code).map((line) => line.map((t) => t.text).join("")).join("\n"), code);
});
