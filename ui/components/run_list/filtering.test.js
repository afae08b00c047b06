// @ts-check
import { equal } from "../testing.js";
import { ALL, duration, finder, parts, short } from "./filtering.js";

const base = { nearest: "Quick CNN", kind: "digits", status: "finished", best: false };
const runs = [
  { ...base, id: "c", title: "Quick CNN · seed 3", created: 3, accuracy: 0.9, seconds: 9, parameters: 50 },
  { ...base, id: "b", title: "Mine", created: 2, status: "failed", tags: ["class 7b"], note: "It Broke" },
  { ...base, id: "s/a", title: "Another", kind: "names", created: 1, accuracy: 0.95, seconds: 2, parameters: 9, sweep: 0 },
];
/** @type {import("./filtering.js").Data} */
const data = {
  url: "", sparks: "", kinds: [["digits", "Digits"], ["names", "Surnames"]], sweeps: [["s", "rates × seeds"]], orders: [], views: [], choice: ALL, came: 0,
  networks: [], runs, open: "", ticked: [],
};
const ids = (/** @type {object} */ choice) => finder(data)({ ...ALL, ...choice }).map(({ id }) => id);

Deno.test("a search finds all its words, in titles, tags, notes, statuses, kinds and sweeps", () => {
  equal(ids({ text: "quick SEED" }), ["c"]);
  equal(ids({ text: "#class" }), ["b"]);
  equal(ids({ text: "broke failed" }), ["b"]);
  equal(ids({ text: "surnames rates" }), ["s/a"]);
  equal(ids({ text: "seed zebra" }), []);
});

Deno.test("filters by kind, status and sweep go together", () => {
  equal(ids({ kind: "digits", status: "finished" }), ["c"]);
  equal(ids({ sweep: "s" }), ["s/a"]);
  equal(ids({ sweep: "none" }), ["c", "b"]);
});

Deno.test("in each order, what has no such figure stands last", () => {
  equal(ids({ order: "best first" }), ["s/a", "c", "b"]);
  equal(ids({ order: "fastest first" }), ["s/a", "c", "b"]);
  equal(ids({ order: "smallest first" }), ["s/a", "c", "b"]);
  equal(ids({ order: "by name" }), ["s/a", "b", "c"]);
  equal(ids({}), ["c", "b", "s/a"]);
});

Deno.test("a title is told apart into its preset and what differs", () => {
  equal(parts("Quick CNN · seed 3", "Quick CNN"), [["Quick CNN", true], ["seed 3", false]]);
});

Deno.test("figures are short", () => {
  equal([812, 12_345, 999_400, 999_600, 1_234_567].map(short), ["812", "12.3k", "999k", "1.0M", "1.2M"]);
  equal([4.21, 59.96, 200, 7500].map(duration), ["4.2 s", "1 min 0 s", "3 min 20 s", "2 h 5 min"]);
});
