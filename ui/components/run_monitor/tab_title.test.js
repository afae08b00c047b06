// @ts-check
import { equal } from "../testing.js";
import { holdTitle, textOf } from "./tab_title.js";

Deno.test("a tab is called by a figure and its run", () => {
  equal(textOf("42\u00a0%", "Quick CNN"), "42\u00a0% · Quick CNN");
});

Deno.test("a page gets back the title that it had", () => {
  const page = { title: "Train a CNN" }, tab = holdTitle(page);
  tab.set("42 %");
  tab.set("43 %");
  equal(page.title, "43 %");
  tab.restore();
  equal(page.title, "Train a CNN");
  tab.restore();
  equal(page.title, "Train a CNN");
});

Deno.test("a page that sets its title anew gets that back, and the run's stays meanwhile", () => {
  const page = { title: "Train a CNN" }, tab = holdTitle(page);
  tab.hold();
  equal(page.title, "Train a CNN");
  tab.set("42 %");
  page.title = "Data";
  tab.hold();
  equal(page.title, "42 %");
  tab.restore();
  equal(page.title, "Data");
  tab.set("50 %");
  page.title = "Runs";
  tab.set("51 %");
  tab.restore();
  equal(page.title, "Runs");
});

Deno.test("what a page has set after the run's is left as it is", () => {
  const page = { title: "Train a CNN" }, tab = holdTitle(page);
  tab.set("42 %");
  page.title = "Data";
  tab.restore();
  equal(page.title, "Data");
});
