/** Follows the check: asks every `data-every` ms, slower with time, not at all while the page is hidden. */

import { announcer } from "./live.js";

const SLOWEST_MS = 15_000;
const STEADY = 15;
const SLOWER = 1.3;

const place = document.querySelector("[data-follow]");
const say = announcer(document.querySelector("[data-live]"));
const lines = [...place.querySelectorAll("[data-line]")];
let etag = "";
let asked = 0;
let pause = Number(place.dataset.every);
let timer = 0;

async function ask() {
  const answer = await fetch(place.dataset.follow, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 304) return;
  if (!answer.ok && answer.status !== 403) throw new Error("unavailable");
  etag = answer.headers.get("ETag") ?? "";
  const news = await answer.json();
  if (news.state !== place.dataset.state) location.replace(news.next);
  else if (lines.length) mark(new Set(news.done));
}

function mark(done) {
  for (const line of lines) line.dataset.done = done.has(line.dataset.line) ? "yes" : "no";
  say("step", { done: done.size, all: lines.length });
}

async function follow() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    await ask();
  } catch {
    say("offline");
  }
  asked += 1;
  if (asked > STEADY) pause = Math.min(SLOWEST_MS, pause * SLOWER);
  timer = setTimeout(follow, pause);
}

place.classList.add("following");
document.addEventListener("visibilitychange", follow);
timer = setTimeout(follow, pause / 4);
