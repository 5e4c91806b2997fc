/** Sends a form and its files by script: shows progress, and keeps the files where the network fails. */

const SHOW_AFTER_MS = 1000;
/** Nothing was transferred for this long: the connection is dead, whatever the browser still hopes for. */
const STALLED_MS = 60_000;
const TEMPORARY = [408, 425, 429, 500, 502, 503, 504];

/**
 * @param {HTMLFormElement} form
 * @param {HTMLProgressElement} progress shown where it takes longer than a second
 * @returns {Promise<string>} the URL to go to; rejects with an Error, whose message is "unsent" where the same
 *   may be sent again, or "plainly" where the browser should send the form itself, because the answer is a page
 */
export function sendForm(form, progress) {
  const request = new XMLHttpRequest();
  let stalled = 0;
  const showing = setTimeout(() => delete progress.dataset.idle, SHOW_AFTER_MS);
  const alive = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => request.abort(), STALLED_MS);
  };
  progress.value = 0;
  return new Promise((done, fail) => {
    request.upload.addEventListener("progress", (event) => {
      alive();
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      if (request.response?.url) done(request.response.url);
      else fail(new Error(TEMPORARY.includes(request.status) ? "unsent" : "plainly"));
    });
    for (const fault of ["error", "abort", "timeout"]) request.addEventListener(fault, () => fail(new Error("unsent")));
    request.open("POST", form.action);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.send(new FormData(form));
    alive();
  }).finally(() => {
    clearTimeout(stalled);
    clearTimeout(showing);
    progress.dataset.idle = "";
  });
}
