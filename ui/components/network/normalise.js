// @ts-check
// Normalisation of a drawing: ink without dust, as thick as MNIST's, resized and centred by its mass -> 28 x 28.
//
// It is what core/digits/drawing.py does to ink, function by function under the same names; why it is done so
// stands there. The tests hold the two against each other, pixel by pixel.

/** @typedef {{ values: Float32Array, height: number, width: number }} Ink 0 is paper, 1 is ink */

export const SIDE = 28;
export const BOX = 20; // of these, what a digit fills
export const THINNEST = 2.0;
export const THICKEST = 2.8;
const DUST = 0.03;
const MIDDLE = 14.5;

/**
 * @param {Ink} paper
 * @returns {Float32Array} (28, 28)
 */
export function normalise(paper) {
  let ink = cropped(withoutDust(paper));
  const unit = Math.max(ink.height, ink.width) / BOX; // as many pixels make one of MNIST
  ink = cropped(evened(ink, unit));
  const side = (Math.max(ink.height, ink.width) * SIDE) / BOX;
  const [row, column] = centreOfMass(ink);
  const off = (MIDDLE / SIDE - 0.5) * side + side / 2;
  return resized(ink, row - off, column - off, side);
}

/**
 * Where there is ink, up to where its edges fade.
 * @param {Ink} ink
 * @returns {Ink}
 */
function cropped({ values, height, width }) {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  const least = 0.3 * most;
  let top = height, bottom = 0, left = width, right = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] < least) continue;
      top = Math.min(top, y);
      bottom = y + 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
    }
  }
  return part({ values, height, width }, top, left, bottom - top, right - left);
}

/**
 * A part of some ink; beyond its edges there is `outside`.
 * @param {Ink} ink
 * @param {number} top
 * @param {number} left
 * @param {number} height
 * @param {number} width
 * @returns {Ink}
 */
function part(ink, top, left, height, width, outside = 0) {
  const values = new Float32Array(height * width).fill(outside);
  const begin = Math.max(left, 0), end = Math.min(left + width, ink.width);
  for (let y = Math.max(top, 0); y < Math.min(top + height, ink.height); y++) {
    const row = ink.values.subarray(y * ink.width + begin, y * ink.width + end);
    values.set(row, (y - top) * width + begin - left);
  }
  return { values, height, width };
}

/** @param {Ink} ink @returns {[number, number]} row and column */
function centreOfMass({ values, height, width }) {
  let mass = 0, down = 0, across = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x];
      mass += value;
      down += value * (y + 0.5);
      across += value * (x + 0.5);
    }
  }
  return [down / mass, across / mass];
}

/** @param {Ink} ink */
function strokeWidth({ values, height, width }) {
  let area = 0, outline = 0;
  for (const value of values) area += value;
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const at = y * width + x;
      const here = y >= 0 && x >= 0 ? values[at] : 0;
      const down = (y + 1 < height && x >= 0 ? values[at + width] : 0) - here;
      const across = (x + 1 < width && y >= 0 ? values[at + 1] : 0) - here;
      if (down !== 0 || across !== 0) outline += Math.sqrt(down * down + across * across);
    }
  }
  return (2 * area) / outline;
}

/** As Python rounds: a half to the even number. @param {number} v */
function rounded(v) {
  const low = Math.floor(v);
  return v - low === 0.5 ? low + (low & 1) : Math.round(v);
}

/**
 * @param {Ink} ink
 * @param {number} unit
 */
function evened(ink, unit) {
  const { height, width } = ink, wide = strokeWidth(ink);
  const missing = rounded((THINNEST * unit - wide) / 2);
  if (missing > 0) {
    return grown(part(ink, -missing, -missing, height + 2 * missing, width + 2 * missing), missing);
  }
  const spare = rounded((wide - THICKEST * unit) / 2);
  if (spare <= 0) return ink;
  return inverted(grown(inverted(part(ink, -1, -1, height + 2, width + 2)), spare));
}

/** @param {Ink} ink @returns {Ink} */
const inverted = ({ values, height, width }) => ({ values: values.map((v) => 1 - v), height, width });

/**
 * @param {Ink} ink
 * @param {number} radius
 * @returns {Ink}
 */
function grown(ink, radius) {
  const { height, width } = ink;
  let values = ink.values;
  for (let turn = 0; turn < radius; turn++) {
    const next = new Float32Array(values.length);
    for (let y = 0; y < height; y++) {
      const above = Math.max(y - 1, 0) * width, here = y * width, below = Math.min(y + 1, height - 1) * width;
      for (let x = 0; x < width; x++) {
        const left = Math.max(x - 1, 0), right = Math.min(x + 1, width - 1);
        let most = Math.max(values[above + x], values[here + x], values[below + x]);
        most = Math.max(most, values[here + left], values[here + right]);
        if (turn % 2 === 0) {
          most = Math.max(most, values[above + left], values[above + right]);
          most = Math.max(most, values[below + left], values[below + right]);
        }
        next[here + x] = most;
      }
    }
    values = next;
  }
  return { values, height, width };
}

/** @param {Ink} ink @returns {Ink} */
function withoutDust(ink) {
  const block = Math.ceil(Math.max(ink.height, ink.width) / 64);
  const height = Math.ceil(ink.height / block), width = Math.ceil(ink.width / block);
  const mass = new Float64Array(height * width);
  for (let y = 0; y < ink.height; y++) {
    const row = Math.floor(y / block) * width;
    for (let x = 0; x < ink.width; x++) {
      const value = ink.values[y * ink.width + x];
      if (value) mass[row + Math.floor(x / block)] += value;
    }
  }
  const { numbers, count } = patches(mass, height, width);
  const total = new Float64Array(count + 1);
  mass.forEach((m, i) => total[numbers[i]] += m);
  const least = DUST * Math.max(...total);
  if (total.subarray(1).every((t) => t >= least)) return ink;
  const values = ink.values.slice();
  for (let y = 0; y < ink.height; y++) {
    const row = Math.floor(y / block) * width;
    for (let x = 0; x < ink.width; x++) {
      if (total[numbers[row + Math.floor(x / block)]] < least) values[y * ink.width + x] = 0;
    }
  }
  return { values, height: ink.height, width: ink.width };
}

/**
 * Numbers from 1 on for cells above 0 that hang together, corners included.
 * @param {Float64Array} mass (height, width)
 * @param {number} height
 * @param {number} width
 */
function patches(mass, height, width) {
  const numbers = new Int32Array(mass.length);
  let count = 0;
  for (let start = 0; start < mass.length; start++) {
    if (!mass[start] || numbers[start]) continue;
    numbers[start] = ++count;
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const y = Math.floor(at / width), x = at % width;
      for (let r = Math.max(y - 1, 0); r <= Math.min(y + 1, height - 1); r++) {
        for (let c = Math.max(x - 1, 0); c <= Math.min(x + 1, width - 1); c++) {
          const next = r * width + c;
          if (!mass[next] || numbers[next]) continue;
          numbers[next] = count;
          open.push(next);
        }
      }
    }
  }
  return { numbers, count };
}

/**
 * A square window of some ink, which may reach beyond it, as (28, 28): each pixel is the mean of those
 * around its middle, weighted by a triangle two pixels wide, as Pillow's BILINEAR is.
 * @param {Ink} ink
 * @param {number} top
 * @param {number} left
 * @param {number} side
 */
function resized({ values, height, width }, top, left, side) {
  const down = taps(top, side), across = taps(left, side);
  const rows = new Float32Array(height * SIDE); // made narrow
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < SIDE; column++) {
      const { first, weights } = across[column];
      let sum = 0;
      const end = Math.min(weights.length, width - first);
      for (let k = Math.max(0, -first); k < end; k++) sum += values[y * width + first + k] * weights[k];
      rows[y * SIDE + column] = sum;
    }
  }
  const small = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const { first, weights } = down[row];
    const end = Math.min(weights.length, height - first);
    for (let column = 0; column < SIDE; column++) {
      let sum = 0;
      for (let k = Math.max(0, -first); k < end; k++) sum += rows[(first + k) * SIDE + column] * weights[k];
      small[row * SIDE + column] = Math.min(Math.max(sum, 0), 1);
    }
  }
  return small;
}

/**
 * Which pixels make each of 28, and how much each of them counts.
 * @param {number} start
 * @param {number} side
 */
function taps(start, side) {
  const scale = side / SIDE, support = Math.max(scale, 1);
  return Array.from({ length: SIDE }, (_, i) => {
    const middle = start + (i + 0.5) * scale;
    const first = Math.floor(middle - support + 0.5), last = Math.floor(middle + support + 0.5);
    const weights = new Float64Array(last - first);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      weights[k] = Math.max(1 - Math.abs((first + k + 0.5 - middle) / support), 0);
      sum += weights[k];
    }
    return { first, weights: weights.map((w) => w / sum) };
  });
}
