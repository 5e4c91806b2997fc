/** Turns the network's guesses into faces: where its grid points are, which guesses count, and which mean the same face. */

import { GUESSES, NUMBERS, SIDE } from "./face-net.js";

const SURE = 0.5;
const SAME = 0.3;
const CENTRES = GUESSES.map(([places, each]) =>
  Array.from({ length: places * places * each }, (_, guess) => {
    const place = Math.floor(guess / each);
    return [(place % places) + 0.5, Math.floor(place / places) + 0.5].map((at) => at / places);
  }),
);

/**
 * A face; all lengths are shares of the picture's side, from its upper left corner.
 * @typedef {{ score: number, x: number, y: number, width: number, height: number, points: number[] }} Face
 *   `x, y` is the centre of the box from brows to chin; `points` are x and y of the person's right eye, left eye, nose, mouth,
 *   right ear, left ear
 */

/**
 * The surest first; overlapping guesses are averaged by their scores (MediaPipe's weighted suppression).
 * @param {{ scores: Float32Array[], guesses: Float32Array[] }} seen by the network
 * @returns {Face[]}
 */
export function facesOf({ scores, guesses }) {
  let left = scores.flatMap((row, map) => sureOnes(row, guesses[map], CENTRES[map])).sort((one, two) => two.score - one.score);
  const faces = [];
  while (left.length) {
    const [surest] = left;
    const same = left.filter((guess) => guess === surest || overlap(surest.numbers, guess.numbers) > SAME);
    left = left.filter((guess) => !same.includes(guess));
    faces.push(named(surest.score, mean(same)));
  }
  return faces;
}

function sureOnes(scores, guesses, centres) {
  const found = [];
  for (let index = 0; index < scores.length; index += 1) {
    const score = 1 / (1 + Math.exp(-scores[index]));
    if (score < SURE) continue;
    const numbers = guesses.slice(index * NUMBERS, (index + 1) * NUMBERS).map((number, which) => {
      const isSize = which === 2 || which === 3;
      return number / SIDE + (isSize ? 0 : centres[index][which % 2]);
    });
    found.push({ score, numbers });
  }
  return found;
}

function mean(guesses) {
  const weight = guesses.reduce((sum, { score }) => sum + score, 0);
  return guesses[0].numbers.map((_, which) => guesses.reduce((sum, { score, numbers }) => sum + score * numbers[which], 0) / weight);
}

/** The overlap of two boxes as a share of their union. */
function overlap([x, y, width, height], [otherX, otherY, otherWidth, otherHeight]) {
  const across = Math.min(x + width / 2, otherX + otherWidth / 2) - Math.max(x - width / 2, otherX - otherWidth / 2);
  const down = Math.min(y + height / 2, otherY + otherHeight / 2) - Math.max(y - height / 2, otherY - otherHeight / 2);
  const shared = Math.max(0, across) * Math.max(0, down);
  return shared / (width * height + otherWidth * otherHeight - shared);
}

function named(score, [x, y, width, height, ...points]) {
  return { score, x, y, width, height, points };
}
