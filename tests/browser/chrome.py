"""This machine's Chromium, with or without a camera that plays a picture."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Browser, BrowserType

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def executable() -> str | None:
    """PLAYWRIGHT_CHROMIUM, or the distribution's own; None for Playwright's."""
    named = os.environ.get("PLAYWRIGHT_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def launch(kind: BrowserType, *flags: str) -> Browser:
    return kind.launch(executable_path=executable(), headless=True, args=[*FLAGS, *flags])


def launch_with_camera(kind: BrowserType, clip: Path) -> Browser:
    """Camera permission is granted without asking; the camera plays the clip."""
    return launch(kind, *CAMERA, f"--use-file-for-fake-video-capture={clip}")


def write_clip(picture: Image.Image, path: Path) -> Path:
    """Write a YUV4MPEG2 clip of one picture, which Chromium's fake camera plays over and over."""
    even = picture.resize((picture.width // 2 * 2, picture.height // 2 * 2)).convert("YCbCr")
    luma, blue, red = (np.asarray(band) for band in even.split())
    frame = b"FRAME\n" + _studio(luma, 219) + _studio(_halved(blue), 224) + _studio(_halved(red), 224)
    path.write_bytes(f"YUV4MPEG2 W{even.width} H{even.height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3)
    return path


def _halved(band: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return band[::2, ::2]


def _studio(band: npt.NDArray[np.uint8], span: int) -> bytes:
    """From 0…255 to the range of video, 16…235 (or 240)."""
    return np.clip(band.astype(float) * span / 255 + 16, 0, 255).astype(np.uint8).tobytes()
