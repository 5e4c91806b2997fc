/**
 * Before the first paint, so that nothing moves when the page's own script comes: the root says that one will come, and
 * whether there is a camera for it; the style sheet keeps the place of what it will show. Where a script does not come, the page is plain again.
 */
(() => {
  if (!("noModule" in HTMLScriptElement.prototype)) return;
  const camera = navigator.mediaDevices?.getUserMedia && typeof DataTransfer === "function";
  document.documentElement.dataset.script = camera ? "camera" : "yes";
  const plain = ({ target }) => target instanceof HTMLScriptElement && delete document.documentElement.dataset.script;
  window.addEventListener("error", plain, true);
})();
