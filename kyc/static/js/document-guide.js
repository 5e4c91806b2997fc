/** What a person should change before a document is photographed, judged from a few small pictures of the camera's view. */

import { findEdges } from "./document-edges.js";
import { glareShare, greyOf, light, movement, sharpness } from "./document-look.js";

const PAUSE_MS = 120;
const WIDTH = 320;
/** Sharpness is measured as on the server, at 1000 pixels for a document's longer side, in nine places. */
const LONG_SIDE = 1000;
const TILE = 96;
const PLACES = [0.14, 0.5, 0.86];

/** @typedef {{ bright: number, middle: number, contrast: number, edges: number, fills: number, moved: number, sharp: number, glare: number }} Seen */

/**
 * The one thing to change first; "good" where nothing needs changing.
 * @param {Seen} seen
 * @param {number} edges how many of a document's four edges must be seen
 */
export function judge(seen, edges) {
  if (seen.bright < (seen.edges < 2 ? 60 : 90)) return "dark"; // a dark table alone does not make a dark room
  if (seen.middle > 248) return "bright";
  if (seen.edges < 2 && seen.contrast < 120) return "empty"; // hardly anything is as plain as a table
  if (seen.edges < edges) return "fit";
  if (seen.fills < 0.75) return "closer";
  if (seen.moved > 5) return "still";
  if (seen.glare > 0.01) return "glare";
  if (seen.sharp < 150) return "blur";
  return "good";
}

/**
 * @param {import("./document-look.js").Grey} small the whole view
 * @param {import("./document-look.js").Box} frame the part of it that the document should fill
 * @param {import("./document-look.js").Grey | null} before the look before this one
 * @param {(contrast: number) => number} sharp
 * @returns {Seen}
 */
export function see(small, frame, before, sharp) {
  const { dark, middle, bright } = light(small, frame);
  const { found, fills } = findEdges(small, frame);
  const contrast = bright - dark;
  return {
    bright,
    middle,
    contrast,
    edges: found,
    fills,
    moved: movement(small, before, frame),
    sharp: sharp(contrast),
    glare: glareShare(small, frame, middle),
  };
}

/**
 * @param {HTMLVideoElement} video shown with `object-fit: cover`, the frame drawn over it
 * @param {(word: string, good: boolean) => void} tell called after each look
 * @param {HTMLFormElement} form
 * @returns {() => void} stops it
 */
export function guide(video, tell, form) {
  const look = looker(video, form.querySelector("[data-frame]"));
  const edges = Number(form.dataset.edges);
  const next = video.requestVideoFrameCallback ? (run) => video.requestVideoFrameCallback(run) : requestAnimationFrame;
  let running = true;
  let last = 0;

  function step() {
    if (!running) return;
    if (video.videoWidth && performance.now() - last >= PAUSE_MS) {
      const word = judge(look(), edges);
      last = performance.now();
      tell(word, word === "good");
    }
    next(step);
  }

  next(step);
  return () => (running = false);
}

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} frame
 * @returns {() => Seen} takes one look
 */
export function looker(video, frame) {
  const whole = canvas();
  const places = canvas(TILE * PLACES.length, TILE * PLACES.length);
  let before = null;
  return () => {
    const view = viewOf(video, frame);
    const small = drawn(whole, video, view.source, WIDTH, Math.round((WIDTH * view.source.height) / view.source.width));
    const box = scaled(view.inner, WIDTH / view.source.width);
    const seen = see(small, box, before, (contrast) => sharpness(tiles(places, video, view), TILE, contrast));
    before = small;
    return seen;
  };
}

/** In the video's own pixels: `source`, the part shown, and `inner`, the drawn frame within that part. */
function viewOf(video, frame) {
  const shown = video.getBoundingClientRect();
  const drawnFrame = frame.getBoundingClientRect();
  const scale = Math.max(shown.width / video.videoWidth, shown.height / video.videoHeight);
  const [width, height] = [shown.width / scale, shown.height / scale];
  const source = { left: (video.videoWidth - width) / 2, top: (video.videoHeight - height) / 2, width, height };
  const place = { left: drawnFrame.left - shown.left, top: drawnFrame.top - shown.top };
  return { source, inner: scaled({ ...place, width: drawnFrame.width, height: drawnFrame.height }, 1 / scale) };
}

/** Nine squares from all over the frame, side by side. */
function tiles(target, video, { source, inner }) {
  const side = TILE / Math.min(1, LONG_SIDE / Math.max(inner.width, inner.height));
  const pen = target.getContext("2d");
  PLACES.forEach((down, row) => {
    PLACES.forEach((across, column) => {
      const x = source.left + inner.left + across * (inner.width - side);
      const y = source.top + inner.top + down * (inner.height - side);
      pen.drawImage(video, x, y, side, side, column * TILE, row * TILE, TILE, TILE);
    });
  });
  return greyOf(pen.getImageData(0, 0, target.width, target.height));
}

function drawn(target, video, source, width, height) {
  if (target.width !== width) target.width = width;
  if (target.height !== height) target.height = height;
  const pen = target.getContext("2d");
  pen.drawImage(video, source.left, source.top, source.width, source.height, 0, 0, width, height);
  return greyOf(pen.getImageData(0, 0, width, height));
}

function scaled(box, factor) {
  return { left: box.left * factor, top: box.top * factor, width: box.width * factor, height: box.height * factor };
}

function canvas(width = 1, height = 1) {
  const made = document.createElement("canvas");
  Object.assign(made, { width, height });
  made.getContext("2d", { willReadFrequently: true });
  return made;
}
