/** One recording: a straight look for the still, then each move for a few frames, evenly spread over the time. */

const STRAIGHT_MS = 2000;
const LOOKS = 4;
/** How long a busy device may take to show another picture of its camera. */
const STALLED_MS = 1500;
/** A share of the time that the server gives for the moves; the rest is for slow devices. */
const SHARE = 0.65;
const STILL = { longest: 1280, quality: 0.92 };
const FRAME = { longest: 640, quality: 0.85 };

/**
 * @param {HTMLVideoElement} video that plays the camera
 * @param {{ moves: string[], frames: { max: number }, capture_seconds: number }} challenge; its `capture_seconds` may be
 *   increased at any time, and the rest then goes slower
 * @param {(move: string, done: number) => void} show called with the move to ask for, and the share done, from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<{ still: Blob, frames: { picture: Blob, at: number }[] }>} rejects where it is aborted
 */
export async function record(video, challenge, show, signal) {
  const began = performance.now();
  const frames = [];
  const looks = Math.min(LOOKS, Math.floor((challenge.frames.max - 1) / challenge.moves.length));
  const all = looks * challenge.moves.length;

  async function keep() {
    await another(video);
    frames.push({ at: Math.round(performance.now() - began), picture: await grab(video, FRAME) });
  }

  show("straight", 0);
  await pause(STRAIGHT_MS, signal);
  const still = await grab(video, STILL);
  await keep();
  for (const move of challenge.moves) {
    for (let look = 0; look < looks; look += 1) {
      show(move, frames.length / all);
      await pause((1000 * challenge.capture_seconds * SHARE) / all, signal);
      await keep();
    }
  }
  return { still, frames };
}

/** Resolves at the camera's next picture: a busy device may still show the last one, and the same twice is refused. */
function another(video) {
  if (!video.requestVideoFrameCallback) return Promise.resolve();
  return new Promise((done) => {
    setTimeout(done, STALLED_MS);
    video.requestVideoFrameCallback(() => done());
  });
}

/** The picture as the sensor gave it, never mirrored, no larger than requested. */
async function grab(video, { longest, quality }) {
  const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("failed"))), "image/jpeg", quality);
  });
}

function pause(ms, signal) {
  return new Promise((done, stopped) => {
    if (signal.aborted) return stopped(signal.reason);
    const timer = setTimeout(done, ms);
    return signal.addEventListener("abort", () => (clearTimeout(timer), stopped(signal.reason)), { once: true });
  });
}
