/** The liveness page: explain, look into the camera, follow the moves, wait for the answer, and always a way on. */

import { cameraOffered, closeCamera, openCamera } from "./camera.js";
import { announcer } from "./live.js";
import { hinter } from "./liveness-hints.js";
import { record } from "./liveness-record.js";
import { liveServer } from "./liveness-server.js";

const FIRST_LOOK_MS = 800;
const SLOWEST_LOOK_MS = 5000;
const SLOWER = 1.3;
const LONG_AFTER_MS = 30_000;

const place = document.querySelector("[data-liveness]");
const part = (name) => place.querySelector(`[data-${name}]`);
const say = announcer(part("live"));
const hints = hinter(place, part("video"), say);
const server = liveServer(place.dataset.liveness, part("alternative").elements.namedItem("csrf_token").value);
let stream = null;
/** Aborts the current attempt; a finished or aborted one no longer counts. */
let attempt = new AbortController();
let challenge = null;

/** Show one panel and move focus to its heading; the way without movements is offered except while the camera runs. */
function show(name) {
  place.dataset.panel = name;
  for (const panel of place.querySelectorAll("[data-at]")) panel.hidden = !panel.dataset.at.split(" ").includes(name);
  if (name === "intro") return;
  part(`${name}-title`).focus({ preventScroll: true });
  place.scrollIntoView();
}

/** Back to the beginning; `word` is the key of the text that says why. */
function leave(word) {
  attempt.abort();
  hints.end();
  closeCamera(stream);
  stream = null;
  show("intro");
  say(word);
  part("open").focus();
}

async function start() {
  attempt = new AbortController();
  const { signal } = attempt;
  show("camera");
  say("starting");
  aim("");
  part("begin").disabled = true;
  try {
    const opened = await openCamera(part("video"), "user");
    if (signal.aborted) return closeCamera(opened);
    stream = opened;
    stream.getVideoTracks()[0].addEventListener("ended", () => leave("interrupted"));
    part("begin").disabled = false;
    say("ready");
    return hints.begin();
  } catch (fault) {
    return signal.aborted ? undefined : leave(fault.message);
  }
}

/** The time starts now, because the moves are known. */
async function begin() {
  const { signal } = attempt;
  hints.end();
  part("camera-title").focus({ preventScroll: true });
  part("longer").disabled = true;
  ask("straight", 0);
  place.scrollIntoView(); // on a small screen the button that was pressed is below the picture
  try {
    challenge = await server.open();
    if (signal.aborted) return undefined;
    if (challenge.next !== "capture") return tell(challenge);
    part("longer").disabled = false;
    if (part("slowly").checked) await longer();
    if (signal.aborted) return undefined;
    const recording = await record(part("video"), challenge, ask, signal);
    closeCamera(stream);
    show("waiting");
    return tell(await settle(recording));
  } catch (fault) {
    return signal.aborted ? undefined : leave(fault.message === "failed" ? "failed" : "offline");
  }
}

/** Ask for one move: in words, by an arrow, and by vibration for those who have turned away from the screen. */
function ask(move, done) {
  part("ring").setAttribute("stroke-dashoffset", String(100 * (1 - done)));
  if (part("stage").dataset.move === move) return;
  aim(move);
  say(move);
  navigator.vibrate?.(80);
}

/** Which buttons are enabled, and which arrow is drawn: before the moves (none) and during them. */
function aim(move) {
  part("stage").dataset.move = move;
  part("before").hidden = Boolean(move);
  part("during").hidden = !move;
  if (!move) part("ring").setAttribute("stroke-dashoffset", "100");
  for (const arrow of place.querySelectorAll("[data-arrow]")) arrow.toggleAttribute("hidden", arrow.dataset.arrow !== move);
}

/** Request twenty more seconds for the remaining moves; returns whether they were given. */
async function longer() {
  const before = challenge.capture_seconds;
  const news = await server.extend(challenge);
  challenge.capture_seconds = news.capture_seconds ?? before;
  return challenge.capture_seconds > before;
}

async function askLonger() {
  const given = await longer().catch(() => false);
  say(given ? "longer" : "unextended", { move: part("live").dataset[wordOf(part("stage").dataset.move)] });
}

function wordOf(move) {
  return `say${move[0].toUpperCase()}${move.slice(1)}`;
}

/** Send, then ask until there is an answer; a lost connection does no harm, because the server knows what it has. */
async function settle(recording) {
  let news = challenge;
  let rest = FIRST_LOOK_MS;
  const began = performance.now();
  say("sending");
  for (;;) {
    try {
      news = news.next === "capture" ? await server.send(challenge, recording) : await server.look(challenge);
      if (news.next !== "capture" && news.next !== "wait") return news;
      say(performance.now() - began > LONG_AFTER_MS ? "long" : "looking");
    } catch {
      news = { next: "wait" };
      say("waiting");
    }
    await new Promise((done) => setTimeout(done, rest));
    rest = Math.min(SLOWEST_LOOK_MS, rest * SLOWER);
  }
}

/** Show the server's message, and what can be done now; without a message there is only another page to go to. */
function tell(news) {
  attempt.abort();
  closeCamera(stream);
  if (!news.message) return location.replace(news.url);
  say("nothing");
  if (news.next === "again") {
    part("again-words").textContent = news.message;
    // One text for each count, because languages count differently; a body that was too large is answered without a count.
    for (const line of place.querySelectorAll("[data-left]")) line.hidden = Number(line.dataset.left) !== news.attempts_left;
    return show("again");
  }
  end(news);
  return show("done");
}

/** Why nothing more is asked for: the moves were followed, or a person looks, also where no attempts are left. */
function end({ message, standing, url }) {
  const [passed, usedUp] = [standing === "passed", standing === "used_up"];
  const [title, words, limit] = ["done-title", "done-words", "done-limit"].map(part);
  title.textContent = title.dataset[passed ? "passed" : "notPassed"];
  words.textContent = usedUp ? words.dataset.usedUp : message;
  limit.textContent = usedUp ? limit.dataset.usedUp : ""; // hidden text still describes the heading
  limit.hidden = !usedUp;
  part("badge-good").hidden = !passed;
  part("badge-wait").hidden = passed;
  if (url) part("onwards").setAttribute("href", url);
}

function anew(slowly) {
  part("slowly").checked ||= slowly;
  start();
}

if (cameraOffered()) {
  part("no-camera").hidden = true;
  part("offer").hidden = false;
}
part("open").addEventListener("click", start);
part("begin").addEventListener("click", begin);
part("longer").addEventListener("click", askLonger);
for (const button of place.querySelectorAll("[data-stop]")) button.addEventListener("click", () => leave("nothing"));
part("anew").addEventListener("click", () => anew(false));
part("anew-slowly").addEventListener("click", () => anew(true));
document.addEventListener("visibilitychange", () => {
  if (document.hidden && place.dataset.panel === "camera") leave("interrupted"); // a hidden page gets no pictures
});
window.addEventListener("pagehide", () => closeCamera(stream));
