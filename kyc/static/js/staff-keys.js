/**
 * Single-key shortcuts for those who want them; on or off is remembered (WCAG 2.2, 2.1.4). `data-key` on an element is
 * the key that activates it, `data-key-does` its text in the dialog, `data-key-then` where the focus goes afterwards.
 */

const OFF = "staff-keys-off";
const WRITING = "textarea, select, input:not([type=radio], [type=checkbox])";
const rows = [...document.querySelectorAll("[data-rows] th a")];
const deeds = new Map();

const areOff = () => localStorage.getItem(OFF) === "yes";

/** Activate a button, a link or a choice; focus anything else. */
function press(part) {
  const folded = part.matches("summary") ? part.parentElement : part.closest("details");
  if (folded) folded.open = true;
  part.focus();
  if (part.matches("a, button, input[type=radio], input[type=checkbox]")) part.click();
  const next = part.dataset.keyThen && document.querySelector(part.dataset.keyThen);
  next?.focus();
}

function move(step) {
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
}

/** A line of the dialog for each key, in the order of the page. */
function add(key, words, run) {
  deeds.set(key, run);
  const [line, name, does, shown] = ["div", "dt", "dd", "kbd"].map((kind) => document.createElement(kind));
  [shown.textContent, does.textContent] = [key, words];
  name.append(shown);
  line.append(name, does);
  document.querySelector("[data-keys-list]").append(line);
}

function onKey(event) {
  if (event.ctrlKey && event.key === "Enter") event.target.closest("form[method=post]")?.requestSubmit();
  const other = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.repeat && !"jk".includes(event.key));
  if (areOff() || other || event.target.closest(WRITING) || document.querySelector("dialog[open]")) return;
  const run = deeds.get(event.key);
  if (!run) return;
  event.preventDefault();
  run();
}

function show(line, dialog) {
  line.hidden = false;
  line.querySelector("[data-keys-switch]").textContent = areOff() ? "Turn shortcuts on" : "Turn shortcuts off";
  dialog.querySelector("[data-keys-off]").hidden = !areOff();
  for (const part of document.querySelectorAll("[data-key]")) {
    if (areOff()) part.removeAttribute("aria-keyshortcuts");
    else part.setAttribute("aria-keyshortcuts", part.dataset.key);
  }
}

/** Collect the keys of this page. */
export function start() {
  const [line, dialog] = [document.querySelector("[data-keys]"), document.querySelector("[data-keys-dialog]")];
  if (rows.length) {
    add("j", "Next line", () => move(1));
    add("k", "Line before", () => move(-1));
  }
  for (const part of document.querySelectorAll("[data-key]")) add(part.dataset.key, part.dataset.keyDoes, () => press(part));
  deeds.set("?", () => dialog.showModal());
  line.querySelector("[data-keys-help]").addEventListener("click", () => dialog.showModal());
  line.querySelector("[data-keys-switch]").addEventListener("click", () => {
    localStorage.setItem(OFF, areOff() ? "no" : "yes");
    show(line, dialog);
  });
  document.addEventListener("keydown", onKey);
  show(line, dialog);
}
