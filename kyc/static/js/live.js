/** The one polite live region of a page; its texts are in the page, as `data-say-…`. */

const GAP_MS = 1500;

/**
 * @param {HTMLElement} region
 * @returns {(word: string, values?: Record<string, string | number>) => void} says the text under a key, never two
 *   within 1.5 s, so that a screen reader can finish; of those waiting only the newest is said. A key without text empties the
 *   region at once, because there is nothing to listen to.
 */
export function announcer(region) {
  let spokenAt = -GAP_MS;
  let timer = 0;
  return (word, values = {}) => {
    const name = `say${word[0].toUpperCase()}${word.slice(1)}`;
    const text = (region.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
    clearTimeout(timer);
    const speak = () => {
      if (region.textContent === text) return;
      spokenAt = performance.now();
      region.textContent = text;
    };
    const wait = spokenAt + GAP_MS - performance.now();
    if (!text) region.textContent = "";
    else if (wait <= 0) speak();
    else timer = setTimeout(speak, wait);
  };
}
