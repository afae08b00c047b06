// @ts-check
// The weights of a network, read from a file in the safetensors format.

/** Weights that are damaged, or another network's. */
export class Misfit extends Error {}

/**
 * @typedef {{ values: Float32Array, rows: number, width: number }} Table (rows, width)
 *
 * @typedef {object} Weights named arrays, of which each is to be taken once
 * @property {(name: string, shape: number[]) => Float32Array} take
 *   raises Misfit where there is none of that name and shape
 * @property {(name: string, width: number) => Table} table the same, with as many rows as there are
 * @property {() => void} all raises Misfit where one was not taken: it would be another network's
 */

/**
 * A file's arrays of 32-bit floats: its header's length in eight bytes, the header in JSON, the numbers
 * (https://huggingface.co/docs/safetensors). Raises Misfit for what is no such file.
 * @param {ArrayBuffer} file
 * @returns {Weights}
 */
export function weightsOf(file) {
  const { header, begin } = headerOf(file);
  const left = new Set(Object.keys(header));
  left.delete("__metadata__");
  return {
    table(name, width) {
      const rows = Number(header[name]?.shape?.[0]);
      return { values: this.take(name, [rows, width]), rows, width };
    },
    take(name, shape) {
      const { dtype, shape: found, data_offsets: [from, to] = [0, 0] } = header[name] ?? {};
      const count = shape.reduce((a, b) => a * b, 1);
      const fits = dtype === "F32" && String(found) === String(shape) && to - from === 4 * count &&
        from >= 0 && begin + to <= file.byteLength;
      if (!fits) throw new Misfit(`no ${name} of shape ${shape}`);
      left.delete(name);
      return new Float32Array(file.slice(begin + from, begin + to)); // aligned, which a view need not be
    },
    all() {
      if (left.size) throw new Misfit(`${[...left].join(", ")} has no place`);
    },
  };
}

/** @param {ArrayBuffer} file */
function headerOf(file) {
  try {
    const length = Number(new DataView(file).getBigUint64(0, true));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(file, 8, length));
    const header = JSON.parse(text);
    if (typeof header !== "object" || header === null) throw new SyntaxError("it is no table");
    return { header, begin: 8 + length };
  } catch (error) {
    throw new Misfit(`it is no file of weights: ${error}`);
  }
}
