// @ts-check
// The softmax: scores -> shares of 1.

/**
 * @param {Float32Array} scores
 * @param {Float32Array} [out]
 */
export function softmax(scores, out = new Float32Array(scores.length)) {
  let most = -Infinity, sum = 0;
  for (const score of scores) most = Math.max(most, score);
  for (let i = 0; i < scores.length; i++) sum += Math.exp(scores[i] - most);
  for (let i = 0; i < scores.length; i++) out[i] = Math.exp(scores[i] - most) / sum;
  return out;
}
