// Conveniences for reviewers; every page works without them. Keys can be switched off (WCAG 2.2, 2.1.4).

const OFF = "staff-keys-off";
const rows = [...document.querySelectorAll("[data-rows] th a")];
const keysLine = document.querySelector("[data-keys]");
const keysSwitch = document.querySelector("[data-keys-switch]");

const keysAreOff = () => localStorage.getItem(OFF) === "yes";

function showKeys() {
  if (!keysLine || rows.length === 0) return;
  keysLine.hidden = false;
  keysSwitch.textContent = keysAreOff() ? "Switch keys on" : "Switch keys off";
}

function move(step) {
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next]?.focus();
}

function onKey(event) {
  const writing = event.target.closest("input, select, textarea");
  if (keysAreOff() || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
}

// A click makes an image large in its place, a second click small again; with a modifier it opens in a tab as before.
function zoom(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.currentTarget.closest("figure").classList.toggle("large");
}

// Whoever works on a case keeps it in hand: the claim is renewed while the page is looked at.
const RENEW_MS = 5 * 60_000;
const claim = document.querySelector("[data-renew]");

function renew() {
  const headers = { "X-CSRFToken": claim.querySelector("[name=csrf_token]").value };
  if (!document.hidden) fetch(claim.dataset.renew, { method: "POST", headers, redirect: "manual" }).catch(() => {});
}

if (claim) setInterval(renew, RENEW_MS);

keysSwitch?.addEventListener("click", () => {
  localStorage.setItem(OFF, keysAreOff() ? "no" : "yes");
  showKeys();
});
document.addEventListener("keydown", onKey);
for (const link of document.querySelectorAll("[data-zoom]")) link.addEventListener("click", zoom);
showKeys();
