// @ts-check
import { equal } from "../testing.js";
import { joined, read } from "./kept.js";

Deno.test("what a browser kept is taken as far as it can be ours", () => {
  equal(read('["a", 1, "", null, "b"]'), ["a", "b"]);
  for (const text of [null, "", "{", "{}", '"x"', "null"]) equal(read(text), []);
});

Deno.test("of very many the newest are kept, each once", () => {
  const many = Array.from({ length: 300 }, (_, k) => `run-${k}`);
  equal(joined(many, ["run-5"]).length, 300);
  equal([joined(many, ["new"]).at(0), joined(many, ["new"]).at(-1)], ["run-1", "new"]);
  equal(read(JSON.stringify(["old", ...many])).length, 300);
});
