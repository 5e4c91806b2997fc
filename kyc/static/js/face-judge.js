/** What a look at the camera's picture says about the selfie it would give: one key of the live region's texts. */

/** Shares of the part of the picture that the person sees; the oval is two thirds as wide. */
const FAR = 0.28;
const NEAR = 0.62;
const ASIDE = 0.13;
const HIGH_OR_LOW = 0.16;
/** Of 255 (light) and of the face (burnt out); the server warns below 40, and above two fifths. */
const DARK = 55;
const BURNT = 0.3;
/** Of the whole picture: too dark or too bright to see a face in. */
const NIGHT = 30;
const GLARE = 0.5;
/** How far the nose may be from the middle of the eyes, as a share of their distance: about 20 degrees and more. */
const TURNED = 0.25;
/** The least score of a face, and its size next to the largest: smaller ones are bystanders to the server too. */
const ANOTHER = { score: 0.7, share: 0.25 };
/** How far a still face may move from one look to the next, as a share of its width. */
const STILL = 0.08;

/**
 * @param {{ faces: import("./face-find.js").Face[], light: number, burnt: number }} look from the worker
 * @param {{ width: number, height: number }} stage the middle of the picture that the person sees, as shares of its side
 * @param {import("./face-find.js").Face | undefined} before the face in the look before
 * @returns {{ word: string, good: boolean }}
 */
export function judge(look, stage, before) {
  const word = faultOf(look, stage) ?? (before && isStill(look.faces[0], before) ? "good" : "faceStill");
  return { word, good: word === "good" };
}

function faultOf({ faces: [face, ...others], light, burnt }, { width, height }) {
  if (!face && light < NIGHT) return "faceDark";
  if (!face) return burnt > GLARE ? "faceBright" : "faceNone";
  if (others.some((other) => isAnother(other, face))) return "faceSeveral";
  if (face.width < FAR * width) return "faceFar";
  if (face.width > NEAR * width) return "faceNear";
  if (Math.abs(face.x - 0.5) > ASIDE * width || Math.abs(face.y - 0.5) > HIGH_OR_LOW * height) return "faceAside";
  if (light < DARK) return "faceDark";
  if (burnt > BURNT) return "faceBright";
  return Math.abs(turned(face)) > TURNED ? "faceTurned" : null;
}

/**
 * How far the nose is from the middle of the eyes, along their line, in distances between them: 0 when straight.
 * @param {import("./face-find.js").Face} face
 */
export function turned({ points: [rightX, rightY, leftX, leftY, noseX, noseY] }) {
  const [acrossX, acrossY] = [leftX - rightX, leftY - rightY];
  const [towardsX, towardsY] = [noseX - (rightX + leftX) / 2, noseY - (rightY + leftY) / 2];
  return (towardsX * acrossX + towardsY * acrossY) / (acrossX ** 2 + acrossY ** 2 || 1);
}

function isAnother(other, { width, height }) {
  return other.score > ANOTHER.score && other.width * other.height > ANOTHER.share * width * height;
}

function isStill(face, before) {
  const moved = Math.hypot(face.x - before.x, face.y - before.y) + Math.abs(face.width - before.width);
  return moved < STILL * face.width;
}
