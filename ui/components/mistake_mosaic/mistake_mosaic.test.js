// @ts-check
import { equal } from "../testing.js";
import { onPaper } from "./mistake_mosaic.js";

Deno.test("ink is black on white paper", () => {
  equal([...onPaper(new Uint8Array([0, 255]))], [255, 255, 255, 255, 0, 0, 0, 255]);
});
