"""Scenes that a camera may see during a selfie, and a page with the strict policy that plays them to the guide."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image, ImageEnhance
from playwright.sync_api import Page

from kyc.demo import people, turning
from tests import faces

SIZE = (480, 640)
HEAD = 2.43 * people._EYE_DISTANCE / (people._HEAD[0] * people._EYE_DISTANCE)
"""The width of a face's box in a head-and-shoulders picture: 2.43 eye distances."""

OPEN = """async ([weights]) => {
    const at = new URL(document.querySelector("link[rel=stylesheet]").href).pathname.split("/").slice(0, 3).join("/");
    const place = document.body.appendChild(document.createElement("div"));
    place.dataset.faceWeights = weights;
    window.canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 640 });
    window.video = Object.assign(document.createElement("video"), { muted: true, width: 300, height: 400 });
    place.append(video);
    canvas.getContext("2d").fillRect(0, 0, 480, 640);
    video.srcObject = canvas.captureStream(20);
    await video.play();
    window.module = (name) => import(`${at}/js/${name}.js`);
    window.told = [];
}"""
SHOW = """async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
    canvas.getContext("2d").drawImage(await createImageBitmap(new Blob([bytes])), 0, 0);
    told.length = 0;
}"""
GUIDE = """async () => {
    const { guide } = await module("face-guide");
    window.stop = guide(video, (word, good) => told.push([word, good]));
}"""
SETTLED = """async () => {
    const settled = () => told.length > 3 && told.at(-1)[0] === told.at(-2)[0];
    while (!settled()) await new Promise((done) => setTimeout(done, 50));
    return told.at(-1);
}"""


def at(
    head: Image.Image, face: float = 0.45, x: float = 0.5, y: float = 0.5, size: tuple[int, int] = SIZE
) -> Image.Image:
    """The head before a wall: how wide its face is, and where its middle is, as shares of the picture."""
    width = round(size[0] * face / HEAD)
    shown = head.resize((width, round(width * head.height / head.width)), Image.Resampling.LANCZOS)
    scene = Image.new("RGB", size, (150, 152, 156))
    scene.paste(shown, (round(x * size[0] - shown.width / 2), round(y * size[1] - 0.37 * shown.height)))
    return scene


def turned(name: str, degrees: float) -> Image.Image:
    head = faces.heads()[name]
    middle, height, half = head.width / 2, people._EYES_AT * head.height, people._EYE_DISTANCE / 2
    drawn = turning.Head(np.asarray(head), ((middle - half, height), (middle + half, height)))
    return Image.fromarray(drawn.view(degrees))


def lit(scene: Image.Image, light: float) -> Image.Image:
    return ImageEnhance.Brightness(scene).enhance(light)


def encoded(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def seen(page: Page, scene: Image.Image) -> tuple[str, bool]:
    """The guide's verdict on a scene once it has settled."""
    page.evaluate(SHOW, encoded(scene))
    word, good = page.evaluate(SETTLED)
    return word, good
