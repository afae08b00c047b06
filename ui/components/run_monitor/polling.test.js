// @ts-check
import { equal } from "../testing.js";
import { delay, isLate, isLost, isNews, isOver, isPending, mayAsk } from "./polling.js";

const running = { status: "running", share: 0.5 };
const calm = { seconds: 2, misses: 0, awaited: false };

Deno.test("a run is looked at as often as Python says", () => {
  equal(delay(calm, running), 2000);
  equal(delay({ ...calm, seconds: 0.5 }, running), 500);
});

Deno.test("it is looked at soon where something was done just now, and until there is a first point", () => {
  equal(delay({ ...calm, awaited: true }, running), 250);
  equal(delay(calm, { status: "running", share: 0 }), 250);
  equal(delay(calm, { status: "queued", share: 0 }), 2000);
});

Deno.test("a server that does not answer is asked again before long, but is not pestered", () => {
  equal(delay({ ...calm, misses: 1 }, running), 700);
  equal(delay({ ...calm, misses: 1, awaited: true }, running), 700);
  equal(delay({ ...calm, misses: 2, seconds: 0.5 }, running), 500);
});

Deno.test("a look is late that was taken before the one shown, by the same server", () => {
  const shown = { server: "a", turn: 5 };
  equal(isLate({ server: "a", turn: 4 }, shown), true);
  equal(isLate({ server: "a", turn: 5 }, shown), false);
  equal(isLate({ server: "a", turn: 6 }, shown), false);
  equal(isLate({ server: "b", turn: 0 }, shown), false);
  equal(isLate({ server: "a", turn: 4 }, null), false);
});

Deno.test("the script hears of a change in what it watches, and of nothing else", () => {
  const watch = /** @type {("ended" | "diagnoses")[]} */ (["ended", "diagnoses"]);
  const known = { ended: false, diagnoses: 0, step: 1, watch, seconds: 1 };
  equal(isNews({ ...known, step: 9 }, known, Infinity), false);
  equal(isNews({ ...known, ended: true }, known, 0), true);
  equal(isNews({ ...known, diagnoses: 1 }, known, 0), true);
});

Deno.test("where a run cannot be looked at, the script is asked about as often", () => {
  const known = { watch: [], seconds: 2 };
  equal(isNews(null, known, 1799), false);
  equal(isNews(null, known, 1800), true);
});

Deno.test("an ended run is looked at until the script knows, and while something is awaited", () => {
  equal(isOver({ ended: true }, { ended: true }, false), true);
  equal(isOver({ ended: true }, { ended: true }, true), false);
  equal(isOver({ ended: true }, { ended: false }, false), false);
  equal(isOver({ ended: false }, { ended: true }, false), false);
});

Deno.test("a press that does not show after a while is made again, but not for ever", () => {
  const press = { status: "stopped", at: 1000, times: 1 };
  equal(isLost(press, { status: "stopped" }, 3499), false);
  equal(isLost(press, { status: "stopped" }, 3500), true);
  equal(isLost(press, { status: "queued" }, 9000), false);
  equal(isLost({ ...press, times: 40 }, { status: "stopped" }, 9000), false);
  equal(isLost(null, { status: "stopped" }, 9000), false);
});

Deno.test("each wait is twice the one before: what is sent ends a run of the script that is under way", () => {
  const again = { status: "stopped", at: 1000, times: 3 };
  equal([null, again, { ...again, times: 8 }].map(isPending), [false, true, false]);
  equal(isLost(again, { status: "stopped" }, 10_999), false);
  equal(isLost(again, { status: "stopped" }, 11_000), true);
  equal([0, 1, 2, 9].map((times) => mayAsk(7999, times)), [true, true, false, false]);
  equal([0, 1, 2, 9].map((times) => mayAsk(8000, times)), [true, true, true, false]);
});
