/** The layers of a small image network. Maps are rows of numbers: place after place, a place's channels side by side. */

/**
 * A layer's data: weights as in TFLite, and `out`, into which its output is written each time.
 * @typedef {{ weights: Float32Array, bias: Float32Array, from: number, to: number, out: Float32Array }} Layer
 */

/**
 * A convolution of 1 × 1: each output channel is a weighted sum of the input channels. Two places and two channels at a time,
 * because each number fetched is then used twice; `out` has an even number of places, and `to` is even.
 * @param {Float32Array} input
 * @param {Layer} layer
 * @returns {Float32Array} `layer.out`
 */
export function mix(input, { weights, bias, from, to, out }) {
  const places = out.length / to;
  for (let place = 0; place < places; place += 2) {
    const first = place * from;
    const second = first + from;
    for (let channel = 0; channel < to; channel += 2) {
      const upper = channel * from;
      const lower = upper + from;
      let a = bias[channel];
      let b = bias[channel + 1];
      let c = a;
      let d = b;
      for (let index = 0; index < from; index += 1) {
        const one = input[first + index];
        const two = input[second + index];
        const up = weights[upper + index];
        const low = weights[lower + index];
        a += one * up;
        b += one * low;
        c += two * up;
        d += two * low;
      }
      const at = place * to + channel;
      out[at] = a;
      out[at + 1] = b;
      out[at + to] = c;
      out[at + to + 1] = d;
    }
  }
  return out;
}

/**
 * A depthwise convolution: in every channel a weighted sum of the 3 × 3 places around.
 * @param {Float32Array} input of `side` × `side` places
 * @param {number} side
 * @param {number} stride 1 or 2; places outside count as zero (TensorFlow's padding SAME)
 * @param {Layer} layer
 */
export function gather(input, side, stride, { weights, bias, from, out }) {
  const smaller = side / stride;
  const before = stride === 1 ? 1 : 0;
  for (let place = 0; place < smaller * smaller; place += 1) {
    const at = place * from;
    const top = Math.floor(place / smaller) * stride - before;
    const left = (place % smaller) * stride - before;
    out.set(bias, at);
    for (let tap = 0; tap < 9; tap += 1) {
      const row = top + Math.floor(tap / 3);
      const column = left + (tap % 3);
      if (row < 0 || column < 0 || row >= side || column >= side) continue;
      const source = (row * side + column) * from;
      const weight = tap * from;
      for (let channel = 0; channel < from; channel += 1) out[at + channel] += input[source + channel] * weights[weight + channel];
    }
  }
  return out;
}

/**
 * Add a block's input to its output, channel by channel, the largest of 2 × 2 places where the map was halved; then set
 * negative numbers to zero.
 */
export function shortcut(input, side, stride, { from, to, out }) {
  const smaller = side / stride;
  const row = side * from;
  for (let place = 0; place < smaller * smaller; place += 1) {
    const at = place * to;
    const source = (Math.floor(place / smaller) * side + (place % smaller)) * stride * from;
    for (let channel = 0; channel < from; channel += 1) {
      const near = source + channel;
      const far = near + row;
      out[at + channel] += stride === 1 ? input[near] : Math.max(input[near], input[near + from], input[far], input[far + from]);
    }
  }
  return rectify(out);
}

/** Set negative numbers to zero. */
export function rectify(out) {
  for (let index = 0; index < out.length; index += 1) if (out[index] < 0) out[index] = 0;
  return out;
}

/**
 * The `window` × `window` places around every second place, side by side, so that `mix` can weigh them.
 * @param {Float32Array} input of `side` × `side` places
 * @param {Float32Array} out
 */
export function windows(input, side, channels, window, out) {
  const before = Math.floor((window - 2) / 2);
  let at = 0;
  for (let place = 0; place < (side * side) / 4; place += 1) {
    const top = Math.floor((2 * place) / side) * 2 - before;
    const left = ((2 * place) % side) - before;
    for (let tap = 0; tap < window * window; tap += 1) {
      const row = top + Math.floor(tap / window);
      const column = left + (tap % window);
      const inside = row >= 0 && column >= 0 && row < side && column < side;
      const source = (row * side + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) out[at++] = inside ? input[source + channel] : 0;
    }
  }
  return out;
}
