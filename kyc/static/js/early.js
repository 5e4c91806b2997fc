/**
 * Runs before the first paint, so that nothing moves when the page's own script loads: marks the root to say that a script
 * will come, and whether there is a camera for it; the style sheet reserves space for what it will show. If the script
 * fails to load, the mark is removed.
 */
(() => {
  if (!("noModule" in HTMLScriptElement.prototype)) return;
  const camera = navigator.mediaDevices?.getUserMedia && typeof DataTransfer === "function";
  document.documentElement.dataset.script = camera ? "camera" : "yes";
  const plain = ({ target }) => target instanceof HTMLScriptElement && delete document.documentElement.dataset.script;
  window.addEventListener("error", plain, true);
})();
