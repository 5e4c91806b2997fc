/**
 * Guidance before the camera: looks at the video a few times a second, says what could be better, and reports when
 * so many looks in a row were good. It never blocks anything: whoever takes the photo may do so at any time.
 */

const PAUSE_MS = 120;
const GOOD_LOOKS = 5;
const LEAST_VIEW_MS = 1000;
/** After so long without a photo the person is told that the shutter works whatever is said. */
const LONG_MS = 12000;

/**
 * @typedef {object} Guide one kind of photo: `document-guide.js`, `face-guide.js`
 * @property {() => string | Promise<string>} look a word of the live region; "good" where the photo would be accepted
 * @property {() => void} [close]
 */

/**
 * Load the guide a form asks for (`data-guide`) only once its camera is open, so that the page itself stays light.
 * @param {HTMLFormElement} form
 * @param {HTMLVideoElement} video
 * @returns {Promise<Guide | null>} null where there is none, or where it cannot be loaded: the photo is taken without
 */
export async function loadGuide(form, video) {
  if (!form.dataset.guide) return null;
  try {
    const { createGuide } = await import(`./${form.dataset.guide}-guide.js`);
    return await createGuide(video, form);
  } catch {
    return null;
  }
}

/**
 * @param {HTMLVideoElement} video
 * @param {Guide} guide
 * @param {(word: string) => void} tell hears each word once it was found twice in a row
 * @param {() => boolean} ready hears of enough good looks; true where the photo is taken now
 * @returns {() => void} stops looking
 */
export function watch(video, guide, tell, ready) {
  const began = performance.now();
  const next = video.requestVideoFrameCallback ? (run) => video.requestVideoFrameCallback(run) : requestAnimationFrame;
  let running = true;
  let lastLook = 0;
  let good = 0;
  let word = "";
  let reminded = false;

  async function step() {
    if (!running) return;
    if (performance.now() - lastLook >= PAUSE_MS) {
      const seen = await guide.look();
      lastLook = performance.now();
      if (!running) return;
      good = seen === "good" ? good + 1 : 0;
      if (seen === word) tell(reminder() ?? seen);
      word = seen;
      if (good >= GOOD_LOOKS && lastLook - began >= LEAST_VIEW_MS && ready()) return stop();
    }
    next(step);
  }

  function reminder() {
    if (reminded || performance.now() - began < LONG_MS) return null;
    reminded = true;
    return "anytime";
  }

  function stop() {
    running = false;
    guide.close?.();
  }

  next(step);
  return stop;
}
