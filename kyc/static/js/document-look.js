/** What a small grey picture shows of light, glare, sharpness and movement; arithmetic alone, independent of the page. */

/**
 * @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Grey brightness from 0 to 255
 * @typedef {{ left: number, top: number, width: number, height: number }} Box in pixels of the picture
 */

const BURNT = 250;
const GLARE_TILES = [32, 20];
/** Brighter than the document's middle brightness by this much: a burnt-out spot, not white paper. */
const ABOVE_PAPER = 8;

/**
 * @param {ImageData} image
 * @returns {Grey} by the weights of ITU-R BT.601
 */
export function greyOf(image) {
  const grey = new Uint8ClampedArray(image.width * image.height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    grey[at] = (image.data[from] * 77 + image.data[from + 1] * 150 + image.data[from + 2] * 29) >> 8;
  }
  return { width: image.width, height: image.height, data: grey };
}

/**
 * @param {Grey} grey
 * @param {Box} box
 * @returns {{ dark: number, middle: number, bright: number }} the brightness that 2 %, 50 % and 98 % do not exceed
 */
export function light(grey, box) {
  const counts = new Uint32Array(256);
  let all = 0;
  for (const [at, end] of rows(grey, box)) {
    for (let place = at; place < end; place += 1) counts[grey.data[place]] += 1;
    all += end - at;
  }
  const level = (share) => {
    let sum = 0;
    return counts.findIndex((count) => (sum += count) >= share * all);
  };
  return { dark: level(0.02), middle: level(0.5), bright: level(0.98) };
}

/**
 * The share of the box hidden by a lamp's reflection: tiles that are burnt out where the paper around them is not.
 * @param {Grey} grey
 * @param {Box} box
 * @param {number} middle the document's middle brightness
 */
export function glareShare(grey, box, middle) {
  if (middle > BURNT - ABOVE_PAPER) return 0;
  const [across, down] = GLARE_TILES;
  const size = { width: box.width / across, height: box.height / down };
  let burnt = 0;
  for (let tile = 0; tile < across * down; tile += 1) {
    const place = { left: box.left + (tile % across) * size.width, top: box.top + Math.floor(tile / across) * size.height };
    if (burntShare(grey, { ...place, ...size }) > 0.6) burnt += 1;
  }
  return burnt / (across * down);
}

function burntShare(grey, box) {
  let burnt = 0;
  let all = 0;
  for (const [at, end] of rows(grey, box)) {
    for (let place = at; place < end; place += 1) if (grey.data[place] >= BURNT) burnt += 1;
    all += end - at;
  }
  return all ? burnt / all : 0;
}

/**
 * How sharp the sharpest places are: the variance of the Laplacian as if the contrast were full, of the second best of
 * the square tiles that make up the picture, so that plain paper and a plain table do not count.
 * @param {Grey} grey
 * @param {number} tile pixels of a tile's side
 * @param {number} contrast between the document's darks and lights
 */
export function sharpness(grey, tile, contrast) {
  const found = [];
  for (let top = 0; top + tile <= grey.height; top += tile) {
    for (let left = 0; left + tile <= grey.width; left += tile) found.push(variance(grey, left, top, tile));
  }
  found.sort((a, b) => b - a);
  const full = contrast < 200 ? Math.min(10, (200 / Math.max(contrast, 1)) ** 2) : 1;
  return (found[1] ?? found[0] ?? 0) * full;
}

function variance({ width, data }, left, top, tile) {
  let sum = 0;
  let squares = 0;
  for (let y = top + 1; y < top + tile - 1; y += 1) {
    for (let at = y * width + left + 1, end = at + tile - 2; at < end; at += 1) {
      const edge = data[at - 1] + data[at + 1] + data[at - width] + data[at + width] - 4 * data[at];
      sum += edge;
      squares += edge * edge;
    }
  }
  const all = (tile - 2) ** 2;
  return squares / all - (sum / all) ** 2;
}

/**
 * @param {Grey} grey
 * @param {Grey | null} before the picture of the look before
 * @param {Box} box
 * @returns {number} the mean change of a pixel's brightness
 */
export function movement(grey, before, box) {
  if (before?.data.length !== grey.data.length) return 0;
  let sum = 0;
  let all = 0;
  for (const [at, end] of rows(grey, box)) {
    for (let place = at; place < end; place += 1) sum += Math.abs(grey.data[place] - before.data[place]);
    all += end - at;
  }
  return all ? sum / all : 0;
}

/** The first place, and that after the last, of each row of a box. */
function* rows({ width, height }, box) {
  const left = Math.max(0, Math.round(box.left));
  const right = Math.min(width, Math.round(box.left + box.width));
  const bottom = Math.min(height, Math.round(box.top + box.height));
  for (let y = Math.max(0, Math.round(box.top)); y < bottom; y += 1) yield [y * width + left, y * width + right];
}
