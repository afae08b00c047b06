// @ts-check
// N-grams: the rows of a table for the symbol, the pair and the triple that end at each symbol of a name.

/** @typedef {import("./weights.js").Table} Table */

/**
 * A table has a row for each of n symbols, then for each pair, then buckets that the triples share.
 * @param {number[]} symbols
 * @param {number} ngrams 1, 2 or 3
 * @param {number} n
 * @param {number} rows of the table
 * @returns {number[][]} of each symbol
 */
export function ngramRows(symbols, ngrams, n, rows) {
  const buckets = rows - n - n * n;
  return symbols.map((symbol, i) => {
    const found = [symbol], before = symbols[i - 1], first = symbols[i - 2];
    if (ngrams > 1 && i >= 1) found.push(n + before * n + symbol);
    if (ngrams > 2 && i >= 2) found.push(n + n * n + ((first * n * n + before * n + symbol) % buckets));
    return found;
  });
}

/**
 * The sum of some rows.
 * @param {Table} table
 * @param {number[]} rows
 */
export function rowSums({ values, width }, rows) {
  const sums = new Float64Array(width);
  for (const row of rows) {
    for (let i = 0; i < width; i++) sums[i] += values[row * width + i];
  }
  return Float32Array.from(sums);
}
