// @ts-check
// A network's weights and work below its layers, as squares whose areas are as their numbers.

import { totals } from "../layer_table.js";
import { percent, svg } from "../shared.js";
import { squares } from "./scale.js";

const LARGEST = 46; // screen pixels
const WORDS = 28; // below a square

/**
 * @param {SVGSVGElement} at
 * @param {import("./shapes.js").Layer[]} layers
 * @param {{ layer: number, x: number }[]} middles of the layers that have weights, in screen pixels
 * @param {number} width
 */
export function drawWeights(at, layers, middles, width) {
  const heavy = middles.map(({ layer }) => layers[layer]);
  const [parameters, work] = totals(layers);
  const sizes = squares(heavy.map((l) => l.parameters), LARGEST), areas = squares(heavy.map((l) => l.multiply_adds), LARGEST);
  at.setAttribute("viewBox", `0 0 ${width} ${LARGEST + WORDS}`);
  at.setAttribute("aria-label", heavy.map((layer) =>
    `${layer.name}: ${layer.parameters.toLocaleString("en")} parameters, ${percent(layer.parameters / parameters, 0)} of all; ` +
      `${percent(layer.multiply_adds / work, 0)} of the work`).join(". "));
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  at.replaceChildren(...heavy.flatMap((layer, i) => {
    const { x } = middles[i], [a, b] = [sizes[i], areas[i]], left = x - (a + 4 + b) / 2;
    const square = (/** @type {number} */ from, /** @type {number} */ size, /** @type {string} */ kind) =>
      svg("rect", { class: kind, x: from, y: LARGEST - size, width: size, height: size, rx: Math.min(2, size / 4) });
    return [
      square(left, a, "parameters"), square(left + a + 4, b, "work"),
      svg("text", { x, y: LARGEST + 12 }, `${short.format(layer.parameters)} · ${percent(layer.parameters / parameters, 0)}`),
      svg("text", { x, y: LARGEST + 24, class: "soft" }, `${percent(layer.multiply_adds / work, 0)} work`),
    ];
  }));
}
