/** Follows the check: asks every 2 s, slower with time, not at all while the page is hidden. */

import { announcer } from "./live.js";

const FIRST_MS = 2000;
const SLOWEST_MS = 15_000;
const STEADY = 15;
const SLOWER = 1.3;

const list = document.querySelector("[data-progress]");
const say = announcer(document.querySelector("[data-live]"));
const lines = [...list.querySelectorAll("[data-line]")];
let etag = "";
let asked = 0;
let pause = FIRST_MS;
let timer = 0;

async function ask() {
  const answer = await fetch(list.dataset.progress, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 304) return;
  if (!answer.ok && answer.status !== 403) throw new Error("unavailable");
  etag = answer.headers.get("ETag") ?? "";
  const news = await answer.json();
  if (news.next) location.replace(news.next);
  else mark(new Set(news.done));
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

list.classList.add("following");
document.addEventListener("visibilitychange", follow);
timer = setTimeout(follow, FIRST_MS / 4);
