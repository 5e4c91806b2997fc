/** Hints before the moves: the same as for a selfie, in the live region; nobody has to wait for them. */

import { startGuide } from "./guide.js";

/**
 * @param {HTMLElement} place whose `data-guide` names the guide
 * @param {HTMLVideoElement} video
 * @param {(word: string) => void} say
 * @returns {{ begin: () => void, end: () => void }}
 */
export function hinter(place, video, say) {
  const none = Promise.resolve(() => {});
  let hints = none;
  const tell = (word) => say(word.startsWith("face") && word !== "faceStill" ? word : "ready");
  return {
    begin() {
      hints = startGuide(place, video, tell, () => {});
    },
    end() {
      hints.then((stop) => stop());
      hints = none;
    },
  };
}
