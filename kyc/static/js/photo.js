/** A photo page: choose a file or use the camera, look at the picture, then send it by the page's own form. */

import { cameraOffered, closeCamera, openCamera, takePicture } from "./camera.js";
import { announcer } from "./live.js";
import { drawPreview } from "./preview.js";

const form = document.querySelector("form[data-photo]");
const part = (name) => form.querySelector(`[data-${name}]`);
const say = announcer(part("live"));
const panels = { choose: part("choose"), camera: part("camera"), review: part("review") };
const photo = form.elements.namedItem("photo");
const inputs = [photo, form.elements.namedItem("file")];
const asides = document.querySelectorAll("[data-intro], [data-error-summary]");
let stream = null;

/** With script a file leads straight to its preview, and phones ask themselves: camera or gallery. */
function simplify() {
  photo.removeAttribute("capture");
  part("existing").hidden = true;
  part("without-script").hidden = true;
  part("with-script").hidden = false;
}

/** Show one panel, and lead focus to its heading; what concerns the choice stands aside meanwhile. */
function show(name) {
  for (const aside of asides) aside.hidden = name !== "choose";
  for (const [key, panel] of Object.entries(panels)) panel.hidden = key !== name;
  panels[name].querySelector("h2")?.focus();
}

async function review(file) {
  show("review");
  say("nothing");
  const drawn = await drawPreview(file, part("preview"));
  part("preview").hidden = !drawn;
  part("no-preview").hidden = drawn;
  part("file-name").textContent = file.name;
}

async function startCamera() {
  say("starting");
  show("camera");
  part("shutter").disabled = true;
  try {
    stream = await openCamera(part("video"), form.dataset.facing);
    part("shutter").disabled = false;
    say("ready");
  } catch (fault) {
    stopCamera();
    say(fault.message);
  }
}

function stopCamera() {
  closeCamera(stream);
  stream = null;
  show("choose");
  part("camera-open").focus();
}

async function shoot() {
  const picture = await takePicture(part("video"), form.dataset.facing === "user" ? "selfie" : "document");
  closeCamera(stream);
  const box = new DataTransfer();
  box.items.add(picture);
  photo.files = box.files;
  part("method").value = "camera";
  await review(picture);
}

/** Back to where the picture came from. */
function another() {
  const fromCamera = part("method").value === "camera";
  part("method").value = "upload";
  for (const input of inputs) input.value = "";
  if (fromCamera) return startCamera();
  show("choose");
  return photo.focus();
}

/** A file was chosen; it may have been before this script arrived, or be left from a page the browser kept. */
function chosen(input) {
  if (!input.files.length) return;
  for (const other of inputs) if (other !== input) other.value = "";
  part("method").value = "upload";
  if (input.files[0].size > Number(form.dataset.limit)) {
    input.value = ""; // the server would refuse it, after minutes on a slow network
    return say("large");
  }
  review(input.files[0]);
}

for (const input of inputs) {
  input.addEventListener("change", () => chosen(input));
  chosen(input);
}
part("another").addEventListener("click", another);
part("use").addEventListener("click", () => say("sending"));
part("send").hidden = true;
if (cameraOffered()) {
  simplify();
  part("camera-offer").hidden = false;
  part("camera-open").addEventListener("click", startCamera);
  part("camera-close").addEventListener("click", stopCamera);
  part("shutter").addEventListener("click", shoot);
}
window.addEventListener("pagehide", () => closeCamera(stream));
