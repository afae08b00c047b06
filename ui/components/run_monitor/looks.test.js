// @ts-check
import { equal } from "../testing.js";
import { doctorSays } from "./looks.js";

/** @param {string[]} doctor @param {boolean} ended @param {number} [share] */
const said = (doctor, ended, share = 0.5) =>
  doctorSays(/** @type {import("./looks.js").Seen} */ ({ look: { doctor, ended, share } }));

Deno.test("the doctor speaks once there is something to look at, and as long as it holds", () => {
  equal([doctorSays(null), said(["Overfitting"], false, 0)], ["", ""]);
  equal(said([], false), "The doctor finds nothing wrong so far.");
  equal(said([], true), "The doctor found nothing wrong.");
  equal(said(["Stuck at chance", "Overfitting"], true), "The doctor: Stuck at chance; Overfitting.");
});
