/** Shows a chosen file on a canvas, upright; without a blob URL, so that the page's policy stays strict. */

const WIDEST = 1200;

/**
 * @param {Blob} file
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<boolean>} false where the browser cannot open this kind of file (HEIC, PDF).
 */
export async function drawPreview(file, canvas) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return false;
  }
  const scale = Math.min(1, WIDEST / picture.width);
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return true;
}
