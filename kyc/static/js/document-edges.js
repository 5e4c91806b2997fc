/** Finds the four edges of a document near the lines of the frame it should fill; arithmetic alone. */

/** Shares of the frame: how far outside the frame's line an edge is searched for, and how far inside. */
const OUTSIDE = 0.06;
const INSIDE = 0.3;
const STEPS = 44;
const PLACES = 40;
/** How far an edge may slant: the steps between its two ends. */
const LEAN = 9;
/** The brightness on both sides of an edge differs by this much; less where all around is plain, as white paper on white wood. */
const DIFFERENT = [6, 12];
const ABOVE_GRAIN = 4;
/** Along this share of the edge. */
const SEEN = 0.62;
const SIDES = ["top", "right", "bottom", "left"];

/**
 * @param {import("./document-look.js").Grey} grey
 * @param {import("./document-look.js").Box} frame
 * @returns {{ found: number, fills: number }} how many of the four edges were found, and the share of the frame's
 *   width or height, whichever is less, lies between two opposite ones (1 where no two were found)
 */
export function findEdges(grey, frame) {
  const depths = Object.fromEntries(SIDES.map((side) => [side, depth(grey, frame, side)]));
  const between = (one, other) => (depths[one] === null || depths[other] === null ? 1 : 1 - depths[one] - depths[other]);
  const found = SIDES.filter((side) => depths[side] !== null).length;
  return { found, fills: Math.min(between("top", "bottom"), between("left", "right")) };
}

/** How far inside the frame's line its edge is, as a share of the frame; null where there is none. */
function depth(grey, frame, side) {
  const differences = strip(grey, frame, side);
  const least = clear(differences);
  let best = null;
  for (let first = 0; first < STEPS; first += 1) {
    const last = Math.min(STEPS - 1, first + LEAN);
    for (let other = Math.max(0, first - LEAN); other <= last; other += 1) {
      const seen = along(differences, first, other, least);
      // Lines of print are inside: of two clear lines the outer one is the edge.
      const score = seen - (0.3 * (first + other)) / (2 * STEPS);
      if (seen >= SEEN && (!best || score > best.score)) best = { score, at: (first + other) / 2 };
    }
  }
  return best && (best.at / (STEPS - 1)) * (OUTSIDE + INSIDE) - OUTSIDE;
}

/** The share of a line between two steps where the same side of it is brighter, which is not so along print. */
function along(differences, first, other, least) {
  let brighter = 0;
  let darker = 0;
  for (let place = 0; place < PLACES; place += 1) {
    const step = Math.round(first + ((other - first) * place) / (PLACES - 1));
    const found = differences[step * PLACES + place];
    if (found >= least) brighter += 1;
    else if (found <= -least) darker += 1;
  }
  return Math.max(brighter, darker) / PLACES;
}

function clear(differences) {
  const sizes = differences.map(Math.abs).sort();
  return Math.min(DIFFERENT[1], Math.max(DIFFERENT[0], ABOVE_GRAIN * sizes[sizes.length >> 1]));
}

/** Differences of brightness across a side, by steps from outside to inside and places along it. */
function strip(grey, frame, side) {
  const upright = side === "left" || side === "right";
  const span = upright ? frame.width : frame.height;
  const length = upright ? frame.height : frame.width;
  const inwards = side === "top" || side === "left" ? 1 : -1;
  const line = { top: frame.top, bottom: frame.top + frame.height, left: frame.left, right: frame.left + frame.width }[side];
  const start = upright ? frame.top : frame.left;
  const found = new Int16Array(STEPS * PLACES);
  for (let step = 0; step < STEPS; step += 1) {
    const across = line + inwards * span * ((step / (STEPS - 1)) * (OUTSIDE + INSIDE) - OUTSIDE);
    for (let place = 0; place < PLACES; place += 1) {
      const beside = start + length * (0.1 + (0.8 * place) / (PLACES - 1));
      found[step * PLACES + place] = upright ? difference(grey, across, beside, 1) : difference(grey, beside, across, grey.width);
    }
  }
  return found;
}

/** Two pixels beyond a point minus the two before it; 0 at the border. */
function difference({ width, height, data }, x, y, pace) {
  const [column, row] = [Math.round(x), Math.round(y)];
  if (column < 2 || row < 2 || column >= width - 2 || row >= height - 2) return 0;
  const at = row * width + column;
  return (data[at + pace] + data[at + 2 * pace] - data[at - pace] - data[at - 2 * pace]) / 2;
}
