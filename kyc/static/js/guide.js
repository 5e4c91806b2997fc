/**
 * Guidance at the camera: says what could be better, and reports when several looks in a row were good. It never blocks
 * anything: the photo may be taken at any time.
 */

const GOOD_LOOKS = 5;
const LEAST_VIEW_MS = 1000;
/** After this long without a photo the person is told that the shutter works whatever the guidance says. */
const LONG_MS = 12_000;

/**
 * Loads the guide that a form names (`data-guide`, such as `document-guide.js`) only once its camera is open, so that the
 * page itself stays light. That module exports `guide(video, tell, form)`, which calls `tell(word, good)` after each look,
 * and returns a function that stops it.
 * @param {HTMLFormElement} form
 * @param {HTMLVideoElement} video
 * @param {(word: string) => void} tell called with each key of the live region's texts that came twice in a row
 * @param {() => void} ready called when the photo would be a good one
 * @returns {Promise<() => void>} stops it; where there is no guide, or it cannot be loaded, the photo is taken without
 */
export async function startGuide(form, video, tell, ready) {
  try {
    const { guide } = await import(`./${form.dataset.guide}-guide.js`);
    return guide(video, counting(tell, ready), form);
  } catch {
    return () => {};
  }
}

/**
 * @param {(word: string) => void} tell
 * @param {() => void} ready
 * @returns {(word: string, good: boolean) => void} to be called with every look
 */
export function counting(tell, ready) {
  const began = performance.now();
  let last = "";
  let inARow = 0;
  let reminded = false;
  return (word, good) => {
    const viewed = performance.now() - began;
    const remind = !reminded && viewed > LONG_MS;
    reminded ||= remind;
    if (remind) tell("anytime");
    else if (word === last) tell(word);
    last = word;
    inARow = good ? inARow + 1 : 0;
    if (inARow >= GOOD_LOOKS && viewed >= LEAST_VIEW_MS) ready();
  };
}
