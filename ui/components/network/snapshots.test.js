// @ts-check
import { equal } from "../testing.js";
import { due, pause, playing, shown } from "./snapshots.js";

/** A safetensors file with nothing in it. */
const EMPTY = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);

/**
 * A look at a run.
 * @param {string} id
 * @param {number[]} snapshots
 * @param {boolean} [ended]
 */
const seen = (id, snapshots, ended = false) =>
  /** @type {import("../run_monitor/looks.js").Seen} */ ({
    id, network: `/network/${id}`, seconds: 2, gone: false, look: { snapshots, ended },
  });

/** A player, what it was sent for, shown and had to complain of, and how to let its time pass. */
function player({ refusal = "", broken = -1 } = {}) {
  const [asked, shown, complaints] = [0, 1, 2].map(() => /** @type {string[]} */ ([]));
  const world = {
    get: (/** @type {string} */ url) => {
      asked.push(url);
      const json = { labels: ["a"], weights: "/weights/x", misfit: "They are damaged.", ...(refusal ? { refusal } : {}) };
      const damaged = url.endsWith(`step=${broken}`);
      return Promise.resolve(new Response(url.startsWith("/network") ? JSON.stringify(json) : damaged ? "no" : EMPTY));
    },
    wait: () => Promise.resolve(),
  };
  const look = playing(() => null, (_, __, step) => shown.push(String(step)), (sentence) => complaints.push(sentence), world);
  return { look, asked, shown, complaints };
}

/** Until all that can happen without time has happened. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

Deno.test("every snapshot of a run that trains is shown, in order and once", async () => {
  const { look, shown, asked } = player();
  look(seen("one", [0, 1, 2]));
  look(seen("one", [0, 1, 2, 4]));
  await settle();
  look(seen("one", [0, 1, 2, 4, 9], true));
  await settle();
  equal(shown, ["0", "1", "2", "4", "9"]);
  equal(asked.filter((url) => url.startsWith("/network")).length, 1);
});

Deno.test("where looks are rare a few of those that came with one are shown, with the last", () => {
  const steps = [0, 1, 2, 4, 7, 11, 17, 25, 37];
  equal(shown(steps, { seconds: 0.5 }), steps);
  equal(shown(steps, { seconds: 1 }), [2, 11, 37]);
  equal(shown([56, 84], { seconds: 2 }), [56, 84]);
  equal(shown([], { seconds: 2 }), []);
});

Deno.test("of a run that had ended only the last one is shown", async () => {
  const { look, shown } = player();
  look(seen("old", [0, 1, 2], true));
  look(seen("old", [0, 1, 2], true));
  await settle();
  equal(shown, ["2"]);
});

Deno.test("another run begins anew, and nothing of the one before comes late", async () => {
  const { look, shown } = player();
  look(seen("one", [0, 1, 2, 3]));
  look(seen("two", [0]));
  await settle();
  equal(shown, ["0"]);
  look(null);
  await settle();
  equal(shown, ["0"]);
});

Deno.test("a damaged snapshot is a sentence, and the next one is shown", async () => {
  const { look, shown, complaints } = player({ broken: 1 });
  look(seen("one", [0, 1, 2]));
  await settle();
  equal(shown, ["0", "2"]);
  equal(complaints, ["They are damaged."]);
});

Deno.test("a network that cannot be computed is one sentence, and its weights are not asked for", async () => {
  const { look, asked, complaints } = player({ refusal: "It is too large." });
  look(seen("one", [0, 1, 2]));
  await settle();
  look(seen("one", [0, 1, 2, 3]));
  await settle();
  equal(complaints, ["It is too large."]);
  equal(asked, ["/network/one"]);
});

Deno.test("a run that is deleted meanwhile is asked for nothing more", async () => {
  const { look, asked } = player();
  look({ ...seen("one", [0]), gone: true });
  await settle();
  equal(asked, []);
});

Deno.test("snapshots are spread until the next look, and less often where there are few cores", () => {
  equal(pause(1, { seconds: 2, look: { ended: false } }), 900);
  equal(pause(20, { seconds: 2, look: { ended: false } }), 300);
  equal(pause(20, { seconds: 2, look: { ended: true } }), 150);
  equal(pause(20, { seconds: 0.25, look: { ended: false } }), 60);
});

Deno.test("what is due are the steps that were not shown", () => {
  equal(due([0, 1, 2], 1, false), [2]);
  equal(due([0, 1, 2], 1, true), [2]);
  equal(due([0, 1, 2], -1, true), [2]);
  equal(due([], -1, true), []);
});
