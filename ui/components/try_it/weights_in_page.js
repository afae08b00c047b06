// @ts-check
// Weights that lie in a page as text: base64 of the safetensors format, also with numbers of half precision.

/**
 * @typedef {object} Packed
 * @property {string} weights base64
 * @property {boolean} half whether each number has 16 bits (IEEE 754 binary16)
 */

/**
 * The file as the server would have it, with numbers of 32 bits.
 * @param {Packed} packed
 * @returns {ArrayBuffer}
 */
export function safetensors({ weights, half }) {
  const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  return half ? widened(bytes.buffer) : bytes.buffer;
}

/**
 * A safetensors file whose arrays are of type F16, with F32.
 * @param {ArrayBuffer} file
 * @returns {ArrayBuffer}
 */
export function widened(file) {
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    entry.dtype = "F32";
    entry.data_offsets = entry.data_offsets.map((/** @type {number} */ at) => 2 * at);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8; // so that numbers lie where a Float32Array may begin
  const halves = new Uint16Array(file.slice(8 + length));
  const wide = new ArrayBuffer(8 + padded + 4 * halves.length);
  new DataView(wide).setBigUint64(0, BigInt(padded), true);
  new Uint8Array(wide, 8, padded).fill(32).set(text);
  new Float32Array(wide, 8 + padded).set(Float32Array.from(halves, number));
  return wide;
}

/**
 * What 16 bits say: a sign, five bits of exponent, ten of fraction.
 * @param {number} bits
 */
export function number(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
