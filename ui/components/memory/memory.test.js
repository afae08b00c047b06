// @ts-check
import { equal } from "../testing.js";
import { exchanged } from "./memory.js";

Deno.test("a page that was reloaded gets back what was kept, once", () => {
  equal(exchanged("{}", '{"a":1}', true), { give: '{"a":1}' });
  equal(exchanged("{}", "{}", true), {});
  equal(exchanged("{}", null, true), {});
});

Deno.test("what the page knows is kept, and wins over what was kept before", () => {
  equal(exchanged('{"a":2}', '{"a":1}', true), { keep: '{"a":2}' });
  equal(exchanged('{"a":2}', null, false), { keep: '{"a":2}' });
  equal(exchanged('{"a":2}', '{"a":2}', false), {});
  equal(exchanged("{}", '{"a":2}', false), { keep: "{}" });
});
