// @ts-check
// Assertions for `deno test`, whose own would have to be downloaded.

/**
 * Equal in all that JSON says of them.
 * @param {unknown} found
 * @param {unknown} wanted
 */
export function equal(found, wanted) {
  const [a, b] = [found, wanted].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`found ${a}, wanted ${b}`);
}

/**
 * Numbers that are equal but for rounding.
 * @param {number} found
 * @param {number} wanted
 */
export function close(found, wanted, within = 1e-6) {
  if (!(Math.abs(found - wanted) <= within)) throw new Error(`found ${found}, wanted ${wanted}`);
}

/**
 * Numbers in base64, as Python sends them.
 * @param {Float32Array | Int8Array} values
 */
export const packed = (values) => btoa(String.fromCharCode(...new Uint8Array(values.buffer)));
