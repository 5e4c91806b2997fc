/** The review of the photos before sending, each on a canvas, two of them under the names of their sides; and the sending. */

import { drawPreview } from "./preview.js";
import { sendForm } from "./send.js";

/**
 * @param {HTMLFormElement} form
 * @param {(name: string) => HTMLElement} part
 * @param {(word: string) => void} say
 * @returns {(files: File[]) => Promise<void>} shows these, in the order of the sides
 */
export function reviewPanel(form, part, say) {
  const figures = [...part("review").querySelectorAll("[data-picture]")];
  const buttons = [...part("review").querySelectorAll("button")];
  const [use, again] = [part("use"), part("again")];

  async function show(figure, file, alone) {
    figure.hidden = !file;
    if (!file) return;
    const canvas = figure.querySelector("canvas");
    const drawn = await drawPreview(file, canvas);
    canvas.hidden = !drawn;
    figure.querySelector("[data-no-preview]").hidden = drawn;
    figure.querySelector("[data-file-name]").textContent = file.name;
    figure.querySelector("figcaption").hidden = alone;
  }

  function enable(enabled) {
    for (const button of buttons) button.disabled = !enabled;
  }

  /** The photo is still in the form, and the person decides when to send it again. */
  function keepForLater() {
    enable(true);
    [use.hidden, again.hidden] = [true, false];
    again.focus();
    say("unsent");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (use.disabled) return;
    enable(false);
    say("sending");
    try {
      location.assign(await sendForm(form, part("progress")));
    } catch (fault) {
      if (fault.message === "plainly") form.submit();
      else keepForLater();
    }
  });
  // A page restored from the browser's cache (bfcache) may be sent again.
  window.addEventListener("pageshow", () => enable(true));

  return async (files) => {
    [use.hidden, again.hidden] = [false, true];
    const alone = files.length < 2;
    part("swap").hidden = alone;
    part("one").hidden = !alone;
    if (part("two")) part("two").hidden = alone;
    await Promise.all(figures.map((figure, place) => show(figure, files[place], alone)));
  };
}
