/** The device's camera: a live view, and pictures taken from it. */

const QUALITY = 0.92;
const FAULTS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", NotReadableError: "busy" };

/** Whether this browser can offer a camera at all (over plain http it cannot, except on localhost). */
export function cameraOffered() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && typeof DataTransfer === "function";
}

/**
 * Open the camera and play it.
 * @param {HTMLVideoElement} video
 * @param {"user" | "environment"} facing
 * @returns {Promise<MediaStream>} rejects with an Error whose message is a key of the live region's texts.
 */
export async function openCamera(video, facing) {
  const size = { width: { ideal: 1920 }, height: { ideal: 1440 } };
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: facing }, ...size } });
    video.srcObject = stream;
    await video.play();
    return stream;
  } catch (fault) {
    closeCamera(stream);
    throw new Error(FAULTS[fault.name] ?? "failed");
  }
}

/** @param {MediaStream | null} stream */
export function closeCamera(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/**
 * Whether the camera has a light that can be turned on.
 * @param {MediaStream} stream
 */
export function hasLight(stream) {
  return Boolean(stream.getVideoTracks()[0]?.getCapabilities?.().torch);
}

/**
 * @param {MediaStream} stream
 * @param {boolean} on
 * @returns {Promise<boolean>} whether the light is on now
 */
export async function setLight(stream, on) {
  try {
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    return on;
  } catch {
    return !on;
  }
}

/**
 * The picture as the sensor gave it: whole, not mirrored.
 * @param {HTMLVideoElement} video
 * @param {string} name
 * @returns {Promise<File>}
 */
export async function takePicture(video, name) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return new File([blob], `${name}.jpg`, { type: "image/jpeg" });
}
