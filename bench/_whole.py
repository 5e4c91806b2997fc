"""All face work of one verification: portrait, selfie, passive liveness and a challenge of ten frames."""

from __future__ import annotations

import random
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench._figures import peak_mb, quantile
from bench._portraits import drawn_page
from bench._selfies import jpeg
from bench._turning import straight, turning
from bench.server import models_dir
from kyc.adapters import faces
from kyc.adapters.faces.detection import Detector
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION

FRAMES = 10


def apart(folder: Path) -> dict[str, Any]:
    """`whole` in its own process, so that memory is counted separately."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(whole, (folder,))


def whole(folder: Path, number: int = 4) -> dict[str, Any]:
    """CPU seconds of this many verifications of people in a folder, and the memory of the process above its start.

    Pages and the turned heads of the frames are drawn, and their memory counts as well; the first verification also
    pays for loading the models.
    """
    base = peak_mb()
    detector = Detector(read(models_dir(), FACE_DETECTION.file))
    photos = list(straight(sorted(folder.glob("*/*.jpg"))[: 12 * number], detector))[:number]
    pages = [drawn_page(photo.pixels, photo.face, place) for place, photo in enumerate(photos)]
    turns = [turning(photo, random.Random(place)) for place, photo in enumerate(photos)]
    engine, cpu_s = faces.create(models_dir()), list[float]()
    for page, recording in zip(pages, turns, strict=True):
        started = time.process_time()
        engine.compare(jpeg(page), recording.still)
        engine.liveness(recording.still)
        engine.measure_frames(recording.still, recording.frames[:FRAMES])
        cpu_s.append(time.process_time() - started)
    return {"verifications": len(pages), "frames": FRAMES, "cpu_s": quantile(cpu_s, 0.5), "mb_above": peak_mb() - base}
