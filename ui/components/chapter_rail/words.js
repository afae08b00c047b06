// @ts-check
// What a chapter's button is called for who cannot see it.

/** @typedef {{ title: string, right: boolean | null }} Chapter whether what was predicted there was right */

/**
 * @param {Chapter} chapter
 * @param {number} k from 0 on
 */
export function described({ title, right }, k) {
  const predicted = right === null ? "" : right ? ", predicted right" : ", predicted wrong";
  return `${k + 1}: ${title}${predicted}`;
}
