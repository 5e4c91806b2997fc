/** Conveniences on every staff page; everything works without them. */

import { start } from "./staff-keys.js";

// Whoever works on a case keeps it claimed: the claim is renewed while the page is visible.
const RENEW_MS = 5 * 60_000;
const claim = document.querySelector("[data-renew]");

function renew() {
  const headers = { "X-CSRFToken": claim.querySelector("[name=csrf_token]").value };
  if (!document.hidden) fetch(claim.dataset.renew, { method: "POST", headers, redirect: "manual" }).catch(() => {});
}

if (claim) setInterval(renew, RENEW_MS);
start();
