/** BlazeFace short range (MediaPipe; weights Apache-2.0) in plain JavaScript: a picture in, guesses at 896 anchors out. */

import { gather, mix, rectify, shortcut, windows } from "./face-layers.js";

/** Width and height of the picture, in pixels. */
export const SIDE = 128;
/** Guesses at each place of the map of 16 × 16, then of 8 × 8. */
export const GUESSES = [[16, 2], [8, 6]];
/** Numbers of one guess: centre, size, then six points; all relative to its place, in pixels of the picture. */
export const NUMBERS = 16;

const WINDOW = 5;
const STEM = 24;
/** Channels in, channels out, stride. */
const BLOCKS = [
  [24, 24, 1], [24, 28, 1], [28, 32, 2], [32, 36, 1], [36, 42, 1], [42, 48, 2], [48, 56, 1], [56, 64, 1],
  [64, 72, 1], [72, 80, 1], [80, 88, 1], [88, 96, 2], [96, 96, 1], [96, 96, 1], [96, 96, 1], [96, 96, 1],
];
const FINE = 10;

/**
 * @param {ArrayBuffer} content of the weights' file: 16-bit floats, one convolution after the other
 * @returns {(picture: Float32Array) => { scores: Float32Array[], guesses: Float32Array[] }} takes `SIDE` × `SIDE` × 3 numbers from
 *   -1 to 1; returns scores (before the logistic function) and `NUMBERS` for each guess of the two maps. The arrays are reused.
 * @throws where the file has an unexpected length
 */
export function network(content) {
  const take = reader(widened(new Uint16Array(content)));
  const seen = new Float32Array((SIDE / 2) ** 2 * WINDOW * WINDOW * 3);
  const stem = take(WINDOW * WINDOW * 3, STEM, (SIDE / 2) ** 2);
  let side = SIDE / 2;
  const blocks = BLOCKS.map(([from, to, stride]) => {
    const block = { side, stride };
    side /= stride;
    return { ...block, around: take(from, from, side * side, 9 * from), across: take(from, to, side * side) };
  });
  const [fine, coarse] = [BLOCKS[FINE][1], BLOCKS.at(-1)[1]];
  const heads = [1, NUMBERS].map((numbers) =>
    GUESSES.map(([places, each], map) => take([fine, coarse][map], each * numbers, places * places)),
  );
  take.end();
  return (picture) => {
    let map = rectify(mix(windows(picture, SIDE, 3, WINDOW, seen), stem));
    const maps = blocks.map((block) => (map = through(block, map)));
    const [scores, guesses] = heads.map(([one, two]) => [mix(maps[FINE], one), mix(maps.at(-1), two)]);
    return { scores, guesses };
  };
}

function through({ side, stride, around, across }, input) {
  mix(gather(input, side, stride, around), across);
  return shortcut(input, side, stride, { from: around.from, to: across.to, out: across.out });
}

/** Hands out layer after layer, and finally checks that all of the file was used. */
function reader(numbers) {
  let at = 0;
  const slice = (count) => numbers.subarray(at, (at += count));
  const take = (from, to, places, count = from * to) => {
    const [weights, bias] = [slice(count), slice(to)];
    return { weights, bias, from, to, out: new Float32Array(places * to) };
  };
  take.end = () => {
    if (at !== numbers.length) throw new Error("weights");
  };
  return take;
}

/** IEEE 754 binary16 to 32 bits; no weight is infinite. */
function widened(halves) {
  return Float32Array.from(halves, (half) => {
    const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
  });
}
