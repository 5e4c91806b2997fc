/** On every page: move focus to errors, and send a form only once. */

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
}

// A page restored from the browser's cache (bfcache) may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
