"""A person before the camera of a Chromium, who reads what the page asks for and does it."""

from __future__ import annotations

import os
import threading
from functools import cache
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from kyc.demo.turning import ASKED, NEAR, Head
from tests.challenges import EYES, face

Plane = NDArray[np.uint8]
Pose = tuple[int, float]

STEP, LEAN, PACE_S = 5, 0.05, 0.1
"""Degrees and growth from one painted pose to the next, ten times a second: fifty degrees a second."""
STRAIGHT: Pose = (0, 1.0)
WORDS: tuple[tuple[str, Pose], ...] = (
    ("your left", (round(ASKED), 1.0)),
    ("your right", (-round(ASKED), 1.0)),
    ("closer", (0, NEAR)),
    ("straight", STRAIGHT),
)
"""What the words of the page mean to who reads them."""


class Person:
    """Paints the clip anew, in its place, while the browser plays it over and over; `goal` is where the head goes."""

    def __init__(self, clip: Path) -> None:
        self.clip, self.goal, self.pose = clip, STRAIGHT, STRAIGHT
        self._noise = np.random.default_rng(0)
        self._over = threading.Event()
        clip.touch()
        with clip.open("r+b") as stream:
            self._paint(stream.fileno())
        self._thread = threading.Thread(target=self._live)

    def __enter__(self) -> Person:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def follow(self, page: Page) -> None:
        """Do what stands on the page, until it asks for no more."""
        said = page.get_by_role("status")
        while page.locator("[data-liveness]").get_attribute("data-panel") == "camera":
            self.goal = meant(said, self.goal)
            page.wait_for_timeout(80)
        self.goal = STRAIGHT

    def _live(self) -> None:
        with self.clip.open("r+b") as stream:
            while not self._over.wait(PACE_S):
                self.pose = nearer(self.pose, self.goal)
                self._paint(stream.fileno())

    def _paint(self, file: int) -> None:
        """Two frames, each with noise of its own, as a camera never gives the same picture twice."""
        luma, chroma = planes(self.pose)
        content = b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % luma.shape[::-1]
        for _ in range(2):
            noisy = np.clip(luma + self._noise.normal(0, 2, luma.shape), 16, 235).astype(np.uint8)
            content += b"FRAME\n" + noisy.tobytes() + chroma
        os.pwrite(file, content, 0)


def meant(said: Locator, before: Pose) -> Pose:
    """The pose that the words ask for; other words change nothing."""
    words = said.inner_text()
    return next((pose for part, pose in WORDS if part in words), before)


def nearer(pose: Pose, goal: Pose) -> Pose:
    """One step on the way: straight first, and then closer or to a side."""
    yaw = pose[0] + int(np.clip(goal[0] - pose[0], -STEP, STEP))
    return yaw, round(pose[1] + float(np.clip(goal[1] - pose[1], -LEAN, LEAN)), 2)


@cache
def planes(pose: Pose) -> tuple[Plane, bytes]:
    """Brightness, and the two colours at half the size, in the range of video (ITU-R BT.601)."""
    view = Head(face(), EYES).view(*pose)
    luma, red, blue = cv2.split(np.asarray(cv2.cvtColor(view, cv2.COLOR_BGR2YCrCb), np.uint8))
    small = (np.clip(colour[::2, ::2] * (224 / 255) + 16, 16, 240).astype(np.uint8) for colour in (blue, red))
    return np.clip(luma * (219 / 255) + 16, 16, 235).astype(np.uint8), b"".join(one.tobytes() for one in small)


def rehearse() -> None:
    """Draw every pose before the time counts."""
    for yaw in range(-round(ASKED), round(ASKED) + 1, STEP):
        planes((yaw, 1.0))
    for step in range(1, round((NEAR - 1) / LEAN) + 1):
        planes((0, round(1 + step * LEAN, 2)))
