/** A photo page: choose files or use the camera, review the pictures, then send them as the page's own form would. */

import { cameraOffered } from "./camera.js";
import { announcer } from "./live.js";
import { cameraPanel } from "./photo-camera.js";
import { reviewPanel } from "./photo-review.js";

const form = document.querySelector("form[data-photo]");
const part = (name) => form.querySelector(`[data-${name}]`);
const say = announcer(part("live"));
const panels = { choose: part("choose"), camera: part("camera"), review: part("review") };
const photo = form.elements.namedItem("photo");
const inputs = [photo, form.elements.namedItem("file")];
const most = Number(form.dataset.most);
const limit = Number(form.dataset.limit);
const asides = document.querySelectorAll("[data-intro], [data-error-summary]");
const showPictures = reviewPanel(form, part, say);
const camera = cameraPanel(form, part, say, (picture) => {
  keep([picture], "camera");
  review();
});

/** With scripts, chosen files lead straight to their review, and phones themselves ask: camera or gallery. */
function simplify() {
  photo.removeAttribute("capture");
  photo.multiple = most > 1;
  part("existing").hidden = true;
  part("without-script").hidden = true;
  part("with-script").hidden = false;
}

/** Show one panel and move focus to its heading; everything about the choice is hidden meanwhile. */
function show(name) {
  form.dataset.panel = name;
  for (const aside of asides) aside.hidden = name !== "choose";
  for (const [key, panel] of Object.entries(panels)) panel.hidden = key !== name;
  panels[name].querySelector("h2")?.focus();
}

function kept() {
  return [...(inputs.find((input) => input.files.length)?.files ?? [])];
}

function keep(files, method) {
  const box = new DataTransfer();
  for (const file of files) box.items.add(file);
  for (const input of inputs) input.value = "";
  photo.files = box.files;
  part("method").value = method;
}

/** Drawn first, so that nothing moves under the finger once it is visible. */
async function review(word = "nothing") {
  await showPictures(kept());
  show("review");
  say(word);
}

async function useCamera() {
  show("camera");
  form.scrollIntoView();
  say("starting");
  const fault = await camera.open();
  if (fault) leaveCamera(fault);
}

function leaveCamera(word = "nothing") {
  camera.close();
  show("choose");
  part("camera-open").focus();
  say(word);
}

/** Back to the camera or the choice of files, wherever the picture came from. */
function another() {
  const fromCamera = part("method").value === "camera";
  part("method").value = "upload";
  for (const input of inputs) input.value = "";
  if (fromCamera) return useCamera();
  show("choose");
  say("nothing");
  return photo.focus();
}

/** Files were chosen; perhaps before this script loaded, or on a page restored from the browser's cache. */
function chosen(input) {
  if (!input.files.length) return;
  for (const other of inputs) if (other !== input) other.value = "";
  part("method").value = "upload";
  if (kept().some((file) => file.size > limit)) {
    input.value = ""; // the server would refuse it, after minutes on a slow network
    say("large");
    return;
  }
  const [files, word] = fitting(kept());
  if (word) keep(files, "upload");
  review(word);
}

/** As many as are needed and fit into one request; and the key of a text where some are left out. */
function fitting(files) {
  const wanted = files.slice(0, most);
  const together = wanted.reduce((sum, file) => sum + file.size, 0) <= limit;
  if (!together) return [wanted.slice(0, 1), "together"];
  return [wanted, files.length > most ? "many" : undefined];
}

for (const input of inputs) {
  input.addEventListener("change", () => chosen(input));
  chosen(input);
}
part("another").addEventListener("click", another);
part("swap").addEventListener("click", () => {
  keep(kept().reverse(), "upload");
  showPictures(kept());
});
part("send").hidden = true;
if (cameraOffered()) {
  simplify();
  part("camera-offer").hidden = false;
  part("camera-open").addEventListener("click", useCamera);
  part("camera-close").addEventListener("click", () => leaveCamera());
}
