// @ts-check
import { equal } from "../testing.js";
import { changed, sides, stepped } from "./changes.js";

/** @type {import("./changes.js").Limits} */
const LIMITS = { conv_layers: [1, 4], channels: [1, 256], hidden: [1, 4096], pools: 4 };
/** @type {import("./shapes.js").Settings} */
const SETTINGS = {
  channels: [8, 16, 32], pooling: [true, true, false], kernel_size: 3, conv_activation: "relu", hidden: 64,
  head: "logits", dropout: 0, classes: 10,
};

/** @param {import("./changes.js").Change} change @param {import("./shapes.js").Settings} [settings] */
function made(change, settings = SETTINGS) {
  const outcome = changed(settings, LIMITS, change);
  if ("refusal" in outcome) throw new Error(outcome.refusal);
  return outcome.settings;
}

/** @param {import("./changes.js").Change} change @param {import("./shapes.js").Settings} [settings] */
function refused(change, settings = SETTINGS) {
  const outcome = changed(settings, LIMITS, change);
  return "refusal" in outcome ? outcome.refusal : "";
}

Deno.test("channels of one convolution change, and nothing else", () => {
  equal(made({ what: "channels", at: 1, to: 20 }), { ...SETTINGS, channels: [8, 20, 32] });
  equal(SETTINGS.channels, [8, 16, 32]);
  equal(refused({ what: "channels", at: 0, to: 0 }), "A convolution has channels from 1 to 256.");
  equal(refused({ what: "channels", at: 0, to: 257 }), "A convolution has channels from 1 to 256.");
});

Deno.test("a convolution that is added is as the last one", () => {
  equal(made({ what: "add" }), { ...SETTINGS, channels: [8, 16, 32, 32], pooling: [true, true, false, false] });
  const pooled = { ...SETTINGS, pooling: [true, true, true] };
  equal(made({ what: "add" }, pooled).pooling, [true, true, true, true]);
  const four = made({ what: "add" });
  equal(refused({ what: "add" }, four), "4 convolutions are the most.");
});

Deno.test("any convolution can go but the only one", () => {
  equal(made({ what: "remove", at: 0 }), { ...SETTINGS, channels: [16, 32], pooling: [true, false] });
  const one = { ...SETTINGS, channels: [8], pooling: [true] };
  equal(refused({ what: "remove", at: 0 }, one), "One convolution has to stay.");
});

Deno.test("a pool comes and goes, and no more than the picture can be halved", () => {
  equal(made({ what: "pool", at: 2 }).pooling, [true, true, true]);
  equal(made({ what: "pool", at: 0 }).pooling, [false, true, false]);
  const limits = { ...LIMITS, pools: 2 };
  equal(changed(SETTINGS, limits, { what: "pool", at: 2 }),
    { refusal: "28 → 14 → 7 → 3 leaves nothing to halve: pool at most 2 times." });
  equal(sides([true, false, true]), [28, 14, 14, 7]);
});

Deno.test("the dense layer has a width of its own once it is changed", () => {
  equal(made({ what: "hidden", to: 80 }, { ...SETTINGS, hidden: "same" }).hidden, 80);
  equal(refused({ what: "hidden", to: 4097 }), "The dense layer has a width from 1 to 4,096.");
});

Deno.test("+ and − go through round numbers, beyond every limit by one", () => {
  equal([1, 5, 6, 8, 9, 64, 100].map((n) => stepped(n, 1)), [2, 6, 8, 10, 10, 80, 128]);
  equal([2, 8, 9, 10, 65, 4096].map((n) => stepped(n, -1)), [1, 6, 8, 8, 64, 3072]);
  equal([stepped(4096, 1), stepped(1, -1)], [4097, 0]);
  let n = 1, presses = 0;
  for (; n < 256; n = stepped(n, 1)) presses++;
  equal(n, 256);
  equal(presses < 30, true);
});
