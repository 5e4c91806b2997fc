// What a page is looked at for; each function answers with what is wrong, in words, and with an empty list where nothing is.
(() => {
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => element.getBoundingClientRect();
  const hidden = (element) => element.closest(".visually-hidden, .skip-link");

  const structure = () => {
    const [root, titles] = [document.documentElement, all("h1").filter(seen)];
    const wrong = [];
    if (titles.length !== 1) wrong.push(`${titles.length} headings of level 1`);
    if (!document.title.includes(titles[0]?.textContent.trim())) wrong.push(`title: ${document.title}`);
    if (!root.lang || !["ltr", "rtl"].includes(root.dir)) wrong.push(`lang ${root.lang}, dir ${root.dir}`);
    if (!all("main a[href], main button").filter(seen).length) wrong.push("no way on");
    return wrong;
  };

  /** Nothing is wider than the window. */
  const wide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const found = all("body *").filter((e) => seen(e) && !hidden(e) && (box(e).right > width + 1 || box(e).left < -1));
    return [`wider than ${width}`, ...found.map(name).slice(-3)];
  };

  /** Nor is text cut off. */
  const overflow = () => [...wide(), ...all("body *").filter((e) => {
    const style = getComputedStyle(e);
    const cuts = [style.overflowX, style.overflowY].some((word) => word === "hidden" || word === "clip");
    const more = e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
    return cuts && more && seen(e) && !hidden(e) && e.textContent.trim();
  }).map((e) => `cut off: ${name(e)}`)];

  /** 24 px for whatever can be pressed (WCAG 2.5.8; a link within a sentence may be lower), 44 px for an applicant's buttons. */
  const under = (least, selector) => all(selector).filter((e) => seen(e) && !hidden(e))
    .filter((e) => Math.min(box(e).width, box(e).height) < least).map((e) => `under ${least} px: ${name(e)}`);
  const small = () => under(24, "a.button, button, input:not([type=hidden]), select, summary");
  const targets = () => [...small(), ...under(44, ".button:not(.plain, .small)")];

  /** Under "reduce", nothing moves for longer than a blink. */
  const motion = () => {
    const longest = (words) => Math.max(...words.split(",").map(parseFloat));
    const moves = all("body *").filter((e) => {
      const style = getComputedStyle(e);
      return (style.animationName !== "none" && longest(style.animationDuration) > 0.01) || longest(style.transitionDuration) > 0.01;
    });
    return moves.map((e) => `moves: ${name(e)}`);
  };

  /** Each line of the summary leads to a field that says it is wrong. */
  const summary = () => all("[data-error-summary] a").filter((link) => {
    const field = document.querySelector(link.getAttribute("href"));
    return !field || !field.matches("input, select, textarea, button") || !seen(field);
  }).map((link) => `leads nowhere: ${name(link)}`);

  /** Text as a reader may space it (WCAG 1.4.12). */
  const space = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
      + " p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [sheet];
    const wrong = overflow();
    document.adoptedStyleSheets = [];
    return wrong;
  };

  /** When the largest thing was painted (ms), how far things moved by themselves, and what came over the wire (bytes of bodies). */
  const seenSo = { lcp: 0, shift: 0, moved: [] };
  const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => { seenSo.lcp = entry.startTime; });
  observe("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    seenSo.shift += entry.value;
    seenSo.moved.push(...entry.sources.map(({ node }) => (node?.nodeType === 1 ? name(node) : String(node?.textContent).slice(0, 60))));
  });
  const vitals = () => {
    const answers = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return { ...seenSo, bytes: answers.reduce((sum, answer) => sum + answer.encodedBodySize, 0) };
  };

  /** From now on, note what receives the focus and whether that can be seen. */
  const steps = [];
  const watch = () => document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    steps.push({ target, ring, inside: box(target).bottom > 0 && box(target).top < innerHeight });
  });
  const order = () => {
    const wrong = steps.filter(({ ring, inside }) => !ring || !inside).map(({ target }) => `focus not seen: ${name(target)}`);
    steps.slice(1).forEach(({ target }, at) => {
      const back = steps[at].target.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
      if (back && !target.matches(".skip-link")) wrong.push(`focus goes back to ${name(target)}`);
    });
    const reached = new Set(steps.map(({ target }) => target));
    const groups = new Set([...reached].filter((e) => e.type === "radio").map((e) => e.name));
    const missed = all("main a[href], main button, main input, main select, main summary").filter((e) => seen(e) && !e.disabled
      && e.type !== "hidden" && !reached.has(e) && !groups.has(e.name));
    return [...wrong, ...missed.map((e) => `not reached by keyboard: ${name(e)}`)];
  };
  const tabbable = () => all("a[href], button, input:not([type=hidden]), select, textarea, summary").filter((e) => seen(e) && !e.disabled).length;

  /** What the live region says, and when, of ten messages that come at once. */
  const tenMessages = async () => {
    const { announcer } = await import(document.querySelector("script[type=module]").src.replace(/[\w-]+\.js$/, "live.js"));
    const [region, said] = [document.createElement("p"), []];
    new MutationObserver(() => said.push([region.textContent, performance.now()])).observe(region, { childList: true });
    const say = announcer(region);
    for (const word of "0123456789") {
      region.dataset[`say${word}`] = word;
      say(word);
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return said;
  };

  const contrast = async () => {
    const found = await window.axe.run(document, { runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => node.html.slice(0, 90)));
  };

  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
  const axe = async () => {
    const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 90)).join(" | ")}`);
  };

  window.look = { axe, contrast, vitals, structure, wide, overflow, small, targets, motion, summary, space, watch, order, tabbable, tenMessages };
})();
