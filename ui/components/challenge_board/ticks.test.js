// @ts-check
import { equal } from "../testing.js";
import { read } from "./ticks.js";

Deno.test("what a browser kept is taken as far as it can be ours", () => {
  equal(read('{"small":"99 %","odd":3,"empty":""}'), { small: "99 %" });
  for (const text of [null, "", "{", "[1]", '"x"', "null"]) equal(read(text), {});
});
