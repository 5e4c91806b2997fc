/** Hints for a selfie: a worker looks at the video a few times a second and gives one word of advice. */

import { judge } from "./face-judge.js";
import { SIDE } from "./face-net.js";

/** Pause between two looks, so that a phone stays cool. */
const REST_MS = 100;
const WORKER = new URL("./face-worker.js", import.meta.url).href;
let policy = null;

/**
 * @param {HTMLVideoElement} video that plays the camera
 * @param {(word: string, good: boolean) => void} tell called after each look; never where this page has no weights, or the
 *   browser does not support such a worker
 * @returns {() => void} stops it
 */
export function guide(video, tell) {
  const worker = started();
  if (!worker) return () => {};
  let timer = 0;
  let before;

  function look() {
    if (!video.videoWidth || document.hidden) return rest();
    const pixels = squeezed(video).data.buffer;
    return worker.postMessage(pixels, [pixels]);
  }

  function rest() {
    timer = setTimeout(look, REST_MS);
  }

  worker.addEventListener("message", ({ data }) => {
    if (data) {
      const { word, good } = judge(data, stageOf(video), before);
      [before] = data.faces;
      tell(word, good);
    }
    rest();
  });
  return () => {
    clearTimeout(timer);
    worker.terminate();
  };
}

/** The worker, with the weights' URL; this page's Trusted Types policy admits this one script as a worker, whatever is asked. */
function started() {
  const weights = document.querySelector("[data-face-weights]")?.dataset.faceWeights;
  if (!weights) return null;
  try {
    policy ??= window.trustedTypes?.createPolicy("face-worker", { createScriptURL: () => WORKER });
    const worker = new Worker(policy ? policy.createScriptURL("") : WORKER, { type: "module" });
    worker.postMessage(new URL(weights, document.baseURI).href);
    return worker;
  } catch {
    return null;
  }
}

const canvas = document.createElement("canvas");

/** The whole picture in the middle of a square, as small as the network wants it; the rest is black. */
function squeezed(video) {
  [canvas.width, canvas.height] = [SIDE, SIDE]; // which also clears it
  const [width, height] = sizeOf(video).map((share) => share * SIDE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "medium";
  context.drawImage(video, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  return context.getImageData(0, 0, SIDE, SIDE);
}

function sizeOf({ videoWidth, videoHeight }) {
  const longest = Math.max(videoWidth, videoHeight);
  return [videoWidth / longest, videoHeight / longest];
}

/** The part of the square that the page shows: the video covers its box, so whatever is too long is cropped. */
function stageOf(video) {
  const [width, height] = sizeOf(video);
  const scale = Math.max(video.clientWidth / width, video.clientHeight / height) || 1;
  return { width: video.clientWidth / scale || width, height: video.clientHeight / scale || height };
}
