// @ts-check
import { equal } from "../testing.js";
import { typing } from "./text_field.js";

/** A field on a page that has nothing else. @param {string} value */
function page(value) {
  const field = { value };
  /** @type {(event: { target: unknown }) => void} */
  let listen = () => {};
  Object.assign(globalThis, { document: { querySelector: () => field } });
  let changes = 0;
  const typed = typing((_, __, listener) => listen = listener, () => changes++);
  /** @param {string} now */
  function type(now) {
    field.value = now;
    listen({ target: field });
  }
  return { field, typed, type, changes: () => changes };
}

Deno.test("a name of a link counts before the field shows it", () => {
  const { field, typed } = page("");
  typed.update({ field: "surname", name: "Kurtyka" });
  equal(typed.name(), "Kurtyka");
  field.value = "Kurtyka";
  equal(typed.name(), "Kurtyka");
});

Deno.test("what is typed is ahead of Python until it has read it", () => {
  const { typed, type, changes } = page("");
  typed.update({ field: "surname", name: "" });
  type("Ko");
  type("Kow");
  equal([typed.name(), changes()], ["Kow", 2]);
  typed.update({ field: "surname", name: "Ko" });
  equal(typed.name(), "Kow");
  typed.update({ field: "surname", name: "Kow" });
  typed.update({ field: "surname", name: "Novak" }); // a link, not in the field yet
  equal(typed.name(), "Novak");
});

Deno.test("a field that is cleared is empty at once, and each name has its place", () => {
  const { typed, type } = page("Ito, Abe");
  typed.update({ field: "surname", name: "Abe" }, 1);
  equal(typed.name(), "Abe");
  type("Ito, Abel");
  equal(typed.name(), "Abel");
  type("");
  equal(typed.name(), "");
});
