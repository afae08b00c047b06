// @ts-check
import { equal } from "../testing.js";
import { copied } from "./copy_link.js";

Deno.test("a link is copied as it stands", async () => {
  /** @type {string[]} */
  const written = [];
  const clipboard = { writeText: (/** @type {string} */ text) => Promise.resolve(void written.push(text)) };
  equal(await copied("http://a/b?c=d", clipboard), "Copied: it opens what you see now.");
  equal(written, ["http://a/b?c=d"]);
});

Deno.test("without a clipboard, or where it is not allowed, the link is shown", async () => {
  equal(await copied("http://a/", undefined), "http://a/");
  equal(await copied("http://a/", { writeText: () => Promise.reject(new Error("no")) }), "http://a/");
});
