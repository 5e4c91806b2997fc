// Counts down the seconds in which a decision can be undone; the server alone knows whether it still can.

const TICK_MS = 250;

/**
 * Follow one notice until its time is up.
 * @param {HTMLElement} notice has `data-seconds`, `data-over`, an element for the time, and the form
 */
function follow(notice) {
  const time = notice.querySelector("[data-undo-time]");
  const end = performance.now() + Number(notice.dataset.seconds) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      time.textContent = `It leaves in ${left} ${left === 1 ? "second" : "seconds"}.`;
      return;
    }
    clearInterval(timer);
    close(notice, time);
  }, TICK_MS);
}

/** Say that it is over; focus moves from the button to the text. */
function close(notice, time) {
  const form = notice.querySelector("form");
  const stoodThere = form.contains(document.activeElement);
  form.remove();
  time.setAttribute("role", "status");
  time.textContent = notice.dataset.over;
  if (!stoodThere) return;
  time.tabIndex = -1;
  time.focus();
}

for (const notice of document.querySelectorAll("[data-undo]")) follow(notice);
