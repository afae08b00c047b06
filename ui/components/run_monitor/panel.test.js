// @ts-check
import { equal } from "../testing.js";
import { offers } from "./panel.js";

/** @param {object} changes */
const look = (changes) => /** @type {import("./panel.js").Look} */ ({
  status: "running", ended: false, resumable: false, weights: true, next: "", again: "", ...changes,
});

Deno.test("a run that trains can be paused, stopped and asked, and nothing comes first", () => {
  equal(offers(look({}), true), { shown: ["pause", "stop", "ask"], primary: "" });
  equal(offers(look({ status: "queued", weights: false }), true).shown, ["pause", "stop", "ask"]);
  equal(offers(look({ status: "paused" }), true).shown, ["resume", "stop", "ask"]);
});

Deno.test("what to do next with an ended run comes first", () => {
  const finished = look({ status: "finished", ended: true, next: "ask" });
  equal(offers(finished, true), { shown: ["ask", "form"], primary: "ask" });
  equal(offers(finished, false), { shown: ["ask"], primary: "ask" });
  const sick = { ...finished, next: "again", again: "Train with rate 0.1" };
  equal(offers(sick, false), { shown: ["ask", "again"], primary: "again" });
});

Deno.test("what cannot be done is not offered, and comes first nowhere", () => {
  const stopped = look({ status: "stopped", ended: true, resumable: true, weights: false, next: "resume" });
  equal(offers(stopped, false), { shown: ["resume"], primary: "resume" });
  equal(offers(look({ status: "failed", ended: true, weights: false, next: "" }), false), { shown: [], primary: "" });
});
