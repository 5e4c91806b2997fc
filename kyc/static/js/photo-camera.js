/** The camera's panel of a photo page: the view, the guidance, and the ways to take the photo. */

import { closeCamera, hasLight, openCamera, setLight, takePicture } from "./camera.js";
import { startGuide } from "./guide.js";

const BY_HAND = "photo-by-hand";

/**
 * @param {HTMLFormElement} form
 * @param {(name: string) => HTMLElement} part
 * @param {(word: string) => void} say
 * @param {(picture: File) => void} taken called with each photo; the camera is closed by then
 * @returns {{ open: () => Promise<string | null>, close: () => void }} `open` returns the key of a text if something went wrong
 */
export function cameraPanel(form, part, say, taken) {
  const video = part("video");
  const light = part("light");
  let stream = null;
  let opening = 0;
  let endGuide = () => {};

  async function open() {
    const turn = (opening += 1);
    part("shutter").disabled = true;
    light.hidden = true;
    try {
      const opened = await openCamera(video, form.dataset.facing);
      if (turn !== opening) closeCamera(opened);
      else start(opened);
      return null;
    } catch (fault) {
      return turn === opening ? fault.message : null;
    }
  }

  function start(opened) {
    stream = opened;
    delete part("stage").dataset.state;
    part("shutter").disabled = false;
    light.hidden = !hasLight(stream);
    light.setAttribute("aria-pressed", "false");
    say("ready");
    if (form.dataset.guide) guide(stream);
  }

  async function guide(current) {
    const ended = await startGuide(form, video, tell, () => part("auto").checked && shoot());
    if (current === stream) endGuide = ended;
    else ended();
  }

  function tell(word) {
    part("stage").dataset.state = word;
    say(word);
  }

  async function shoot() {
    if (!stream) return;
    endGuide();
    const current = stream;
    stream = null;
    const picture = await takePicture(video, form.dataset.facing === "user" ? "selfie" : "document");
    closeCamera(current);
    taken(picture);
  }

  function close() {
    opening += 1;
    endGuide();
    closeCamera(stream);
    stream = null;
    delete part("stage").dataset.state;
  }

  part("shutter").addEventListener("click", shoot);
  rememberAuto(part("auto"));
  part("camera").addEventListener("keydown", (event) => {
    if (event.target.closest("button, input, label") || event.repeat || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    shoot();
  });
  light.addEventListener("click", async () => {
    const on = await setLight(stream, light.getAttribute("aria-pressed") !== "true");
    light.setAttribute("aria-pressed", String(on));
  });
  window.addEventListener("pagehide", close);
  return { open, close };
}

/** Whoever chose to take photos by hand does so on the next page too; where the browser stores nothing, they choose again. */
function rememberAuto(box) {
  try {
    if (box && sessionStorage.getItem(BY_HAND)) box.checked = false;
    box?.addEventListener("change", () => {
      if (box.checked) sessionStorage.removeItem(BY_HAND);
      else sessionStorage.setItem(BY_HAND, "yes");
    });
  } catch {
    // a browser that forbids storage
  }
}
