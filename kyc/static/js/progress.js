/**
 * Follows the check: asks every `data-every` ms, slower without news (up to `data-slowest` ms), not at all while the
 * page is hidden. A picture that changes with each turn (`data-picture`) is fetched again at each turn.
 */

import { announcer } from "./live.js";

const SLOWEST_MS = 15_000;
const STEADY = 15;
const SLOWER = 1.3;

const place = document.querySelector("[data-follow]");
const say = announcer(document.querySelector("[data-live]"));
const lines = [...place.querySelectorAll("[data-line]")];
const picture = place.querySelector("[data-picture]");
const every = Number(place.dataset.every);
const slowest = Number(place.dataset.slowest ?? SLOWEST_MS);
let etag = "";
let asked = 0;
let pause = every;
let timer = 0;

async function ask() {
  const answer = await fetch(place.dataset.follow, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 304) return;
  if (!answer.ok && answer.status !== 403) throw new Error("unavailable");
  etag = answer.headers.get("ETag") ?? "";
  [asked, pause] = [0, every];
  const news = await answer.json();
  if (news.state !== place.dataset.state) location.replace(news.next);
  else if (lines.length) mark(new Set(news.done));
  else if (picture) turn(news.turn);
}

function turn(number) {
  if (picture.dataset.picture === String(number)) return;
  picture.dataset.picture = number;
  picture.src = `${picture.dataset.address}?turn=${number}`;
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
  if (asked > STEADY) pause = Math.min(slowest, pause * SLOWER);
  timer = setTimeout(follow, pause);
}

place.classList.add("following");
document.addEventListener("visibilitychange", follow);
timer = setTimeout(follow, pause / 4);
