// @ts-check
// Strokes, and the rules of pointers: which of mouse, pen and fingers draws, and which is a resting palm.

/**
 * @typedef {[number, number]} Point in units of the pad's side
 * @typedef {{ points: Point[], width: number }} Stroke
 * @typedef {{ pointerId: number, pointerType: string, timeStamp: number }} Pointer of an event
 */

export const PEN_NEAR_MS = 500; // after a pen was seen, drawing or above the pad, touches are its hand
const DOT = 0.03; // of the pad: a finger that moved less was only resting

/**
 * A place on the pad, to a thousandth and a little beyond its edges.
 * @param {{ clientX: number, clientY: number }} event
 * @param {{ left: number, top: number, width: number, height: number }} box
 * @returns {Point}
 */
export function pointOf({ clientX, clientY }, { left, top, width, height }) {
  const round = (/** @type {number} */ x) => Math.round(Math.min(Math.max(x, -0.2), 1.2) * 1000) / 1000;
  return [round((clientX - left) / width), round((clientY - top) / height)];
}

/** Whether nothing but a dot was drawn. @param {Stroke} stroke */
export const resting = ({ points: [first, ...more] }) =>
  more.every(([x, y]) => Math.hypot(x - first[0], y - first[1]) < DOT);

/**
 * A stroke as SVG's path data. A lone point still needs a line, of no length, for the round caps to show as
 * a dot.
 * @param {Stroke} stroke
 */
export const path = ({ points }) =>
  "M" + (points.length > 1 ? points : [points[0], points[0]]).join("L");

/** Mouse, pen and finger each have moves of their own at the same time: a stroke is its one pointer's. */
export function createOwner() {
  /** @type {Pointer | null} */
  let owner = null;
  let penSeen = -Infinity;
  const byThePen = (/** @type {Pointer} */ { pointerType, timeStamp }) =>
    pointerType === "touch" && timeStamp - penSeen < PEN_NEAR_MS;

  return {
    /** To be called for every event on the pad. @param {Pointer} event */
    notice(event) {
      if (event.pointerType === "pen") penSeen = event.timeStamp;
    },
    /**
     * What a pointer that comes down does: nothing, draw, or draw in place of the palm before it.
     * @param {Pointer & { button: number }} event
     * @returns {"nothing" | "draw" | "replace"}
     */
    comesDown(event) {
      if (event.button !== 0 || byThePen(event)) return "nothing";
      if (!owner) return "draw";
      return event.pointerType === "pen" && owner.pointerType === "touch" ? "replace" : "nothing";
    },
    /** @param {Pointer} event */
    take(event) {
      owner = event;
    },
    release() {
      owner = null;
    },
    /** @param {Pointer} event */
    owns: (event) => owner?.pointerId === event.pointerId,
    /**
     * Whether a stroke that the system took away was none. From a resting palm, which leaves a dot, or for
     * the pen it was none; for a gesture or a call, what was drawn stays.
     * @param {Pointer} event
     * @param {Stroke} stroke
     */
    wasPalm: (event, stroke) =>
      owner?.pointerType === "touch" && (resting(stroke) || byThePen(event)),
  };
}
