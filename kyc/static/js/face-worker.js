/** A worker that looks for faces: it first receives the weights' URL, then picture after picture. */

import { facesOf } from "./face-find.js";
import { network, SIDE } from "./face-net.js";

/** Of 255; brighter than this, no detail is left. */
const BURNT = 250;
let see = null;

self.addEventListener("message", async ({ data }) => {
  if (see) return self.postMessage(look(new Uint8ClampedArray(data)));
  const answer = await fetch(data).catch(() => null);
  if (!answer?.ok) return self.close(); // without weights there are no hints
  see = network(await answer.arrayBuffer());
  return self.postMessage(null);
});

/**
 * @param {Uint8ClampedArray} pixels red, green, blue, alpha of `SIDE` × `SIDE`
 * @returns {{ faces: import("./face-find.js").Face[], light: number, burnt: number }} the mean light (0 to 255) of the surest
 *   face, or of everything where there is none, and its burnt-out share
 */
export function look(pixels) {
  const picture = new Float32Array(SIDE * SIDE * 3);
  for (let index = 0; index < picture.length; index += 1) {
    picture[index] = pixels[Math.floor(index / 3) * 4 + (index % 3)] / 127.5 - 1;
  }
  const faces = facesOf(see(picture));
  return { faces, ...lightOf(pixels, faces[0] ?? { x: 0.5, y: 0.5, width: 1, height: 1 }) };
}

function lightOf(pixels, { x, y, width, height }) {
  const [left, right] = [x - width / 2, x + width / 2].map(inside);
  const [top, bottom] = [y - height / 2, y + height / 2].map(inside);
  let [count, sum, burnt] = [0, 0, 0];
  for (let row = top; row < bottom; row += 1) {
    for (let at = (row * SIDE + left) * 4; at < (row * SIDE + right) * 4; at += 4) {
      const light = 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]; // ITU-R BT.601
      count += 1;
      sum += light;
      burnt += light > BURNT ? 1 : 0;
    }
  }
  return { light: sum / Math.max(1, count), burnt: burnt / Math.max(1, count) };
}

function inside(share) {
  return Math.round(SIDE * Math.min(1, Math.max(0, share)));
}
