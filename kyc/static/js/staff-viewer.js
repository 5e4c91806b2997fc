/** Groups of pictures with one set of tools, which changes all of a group or one; and one picture in the whole window. */

import { byKeys, byPointer } from "./staff-hands.js";
import { DEEDS, View } from "./staff-view.js";

/**
 * Give the frames (`data-view`) of a group a copy of the page's tools.
 * @param {HTMLElement} group
 */
function viewer(group) {
  const views = [...group.querySelectorAll("[data-view]")].map((frame) => new View(frame));
  const tools = document.querySelector("[data-tools]").content.firstElementChild.cloneNode(true);
  const [told, link] = [tools.querySelector("output"), tools.querySelector("[data-together]")];
  let [together, chosen] = [views.length > 1, views[0]];

  const tell = () => {
    const said = (together ? views : [chosen]).map((view) => view.words);
    const same = new Set(said).size === 1;
    told.textContent = same ? said[0] : said.map((words, at) => `${views[at].name} ${words}`).join("; ");
    for (const view of views) view.frame.classList.toggle("chosen", views.length > 1 && !together && view === chosen);
    link.setAttribute("aria-pressed", String(together));
  };
  const apply = (deed) => {
    for (const view of together ? views : [chosen]) {
      (DEEDS[deed] ?? deed)(view);
      view.draw();
    }
    tell();
  };
  const choose = (view) => {
    chosen = view;
    tell();
  };

  for (const view of views) {
    view.frame.tabIndex = 0;
    view.frame.addEventListener("focus", () => choose(view));
    view.frame.addEventListener("pointerdown", () => choose(view), { capture: true });
    byPointer(view.frame, apply);
    byKeys(view.frame, apply);
  }
  link.hidden = views.length < 2;
  link.addEventListener("click", () => {
    together = !together;
    tell();
  });
  for (const button of tools.querySelectorAll("[data-deed]")) {
    button.addEventListener("click", () => apply(button.dataset.deed));
  }
  group.prepend(tools);
  tell();
  return apply;
}

/**
 * Open pictures in a dialog of this page instead of a new tab; whoever asks for a tab gets one.
 * A picture already shown is not fetched again, so that each look is recorded as one opening.
 * @param {HTMLDialogElement} dialog
 */
function wholeWindow(dialog) {
  const [title, frame] = [dialog.querySelector("h2"), dialog.querySelector("[data-view]")];
  const apply = viewer(dialog.querySelector("[data-alone]"));
  const picture = new Image();

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { href, dataset } = event.currentTarget;
    if (picture.src !== href) picture.src = href;
    title.textContent = frame.dataset.view = picture.alt = dataset.full;
    frame.replaceChildren(picture);
    apply("reset");
    dialog.showModal();
    frame.focus();
  };
}

for (const group of document.querySelectorAll("[data-viewer]")) viewer(group);
const dialog = document.querySelector("[data-whole-window]");
if (dialog) {
  const open = wholeWindow(dialog);
  for (const link of document.querySelectorAll("[data-full]")) link.addEventListener("click", open);
}
