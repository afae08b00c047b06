// @ts-check
// What a digits network says of the drawing, and what it got, at every movement of the pen.
import { SIDE } from "../network/normalise.js";
import { find, mounted, setText } from "../shared.js";
import { answering } from "./answering.js";

export default mounted((root) => {
  const figure = find(root, "figure"), canvas = find(root, "canvas", HTMLCanvasElement), caption = find(root, "figcaption");
  let got = "";
  const { update, remove } = answering(root, {
    read(picture) {
      figure.hidden = false;
      setText(caption, got);
      const image = new ImageData(SIDE, SIDE);
      picture.forEach((ink, i) => image.data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * i));
      canvas.getContext("2d")?.putImageData(image, 0, 0);
    },
    nothing: () => { figure.hidden = true; },
  });
  return {
    /** @param {import("../shared.js").Component<import("./answering.js").Data>} component */
    update({ data }) {
      got = data.got;
      update(data);
    },
    remove,
  };
});
