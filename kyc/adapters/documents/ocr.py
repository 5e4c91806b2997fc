"""Finds and reads lines of text with the PP-OCRv6 models from the `rapidocr` wheel, with ONNX Runtime only.

The models are used directly and not through `rapidocr`'s own pipeline: that way the same pass also gives a reading in
the alphabet of a machine-readable zone, nothing is ever downloaded, and a page costs a third of the time.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from kyc.adapters.documents.boxes import Box, Image
from kyc.domain.errors import Unavailable
from kyc.domain.mrz import ALPHABET, FILLER
from kyc.domain.mrz_repair import clean

_FOUND, _READ = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
# Differentiable binarisation (arXiv:1911.08947): thresholds and expansion as published with the models.
_PIXEL, _BOX, _GROWTH = 0.3, 0.5, 1.6
_HEIGHT = 48
_LONGEST = 3200
# A character with a probability under 5 % does not count as a doubt of the reader.
_DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class Reading:
    """One strip read as plain text, and as a row of a zone (`zone`, in its alphabet only); confidences from 0 to 1.

    `doubts` holds, for each character of `zone`, the others that it may be.
    """

    text: str
    confidence: float
    zone: str
    zone_confidence: float
    doubts: tuple[str, ...] = ()

    def may_be(self, row: str) -> bool:
        """Whether a row of a zone differs from this reading only in doubtful characters, apart from final fillers."""
        own, other = self.zone.rstrip(FILLER), row.rstrip(FILLER)
        if len(own) != len(other) or len(self.doubts) < len(own):
            return own == other
        return all(one == two or two in doubt for one, two, doubt in zip(own, other, self.doubts, strict=False))


class Ocr:
    """One detector and one recogniser per process, loaded for the first page."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._models: tuple[Any, Any] | None = None
        self._letters: list[str] = []
        # The model's letters that can occur in a zone, and which of them are summed to one letter of a zone.
        self._columns: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._groups: npt.NDArray[np.float32] = np.zeros((0, len(ALPHABET) + 1), np.float32)

    def find(self, image: Image, long_side: int) -> list[Box]:
        """Every line of text at any angle, searched at this long side; corners are in the image's own pixels."""
        heat = self._run(0, _normal(_to_multiple_of_32(image, long_side)))[0, 0]
        scale = np.array([image.shape[1] / heat.shape[1], image.shape[0] / heat.shape[0]])
        mask = cv2.dilate((heat > _PIXEL).astype(np.uint8), np.ones((2, 2), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        boxes = [_box(contour, heat) for contour in contours[:1000]]
        return [(box * scale).astype(np.float32) for box in boxes if box is not None]

    def read(self, strips: Sequence[Image]) -> list[Reading]:
        """The text of each strip, read one by one: padding the short ones to the longest costs more than it saves."""
        return [self._decode(self._run(1, _normal(_flat(strip)))[0]) for strip in strips]

    def _run(self, which: int, data: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        model = self._loaded()[which]
        result: npt.NDArray[np.float32] = model.run(None, {model.get_inputs()[0].name: data})[0]
        return result

    def _loaded(self) -> tuple[Any, Any]:
        with self._lock:
            if self._models is None:
                self._models = (_session(_FOUND, self._threads), _session(_READ, self._threads))
                listed = self._models[1].get_modelmeta().custom_metadata_map["character"].splitlines()
                self._letters = ["", *listed, " "]
                groups = np.array([_group(letter) for letter in self._letters])
                self._columns = np.flatnonzero(groups >= 0)
                self._groups = np.eye(len(ALPHABET) + 1, dtype=np.float32)[groups[self._columns]]
            return self._models

    def _decode(self, steps: npt.NDArray[np.float32]) -> Reading:
        """Connectionist temporal classification: the best letter of each step, without repetitions and blanks."""
        text, confidence = _collapse(steps.argmax(1), steps.max(1), self._letters)
        zone_steps = steps[:, self._columns] @ self._groups
        best = zone_steps.argmax(1)
        zone, zone_confidence = _collapse(best, zone_steps.max(1), ["", *ALPHABET])
        return Reading(text, confidence, zone, zone_confidence, _doubts(best, zone_steps))


def _session(name: str, threads: int) -> Any:
    if find_spec("rapidocr") is None:
        raise Unavailable("model_missing")

    path = files("rapidocr") / "models" / name
    if not path.is_file():
        raise Unavailable("model_missing")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # An arena keeps what the largest image ever took: much for a page, so the detector has none, but little for a line,
    # and thirty of these follow each other (a fifth of a page's processor time went into allocating memory).
    options.enable_cpu_mem_arena = name == _READ
    # Without spinning, an idle thread costs nothing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _group(letter: str) -> int:
    """The index of a model's letter among those of a zone: 0 for blank and space, -1 for all others."""
    if letter in ("", " "):
        return 0
    cleaned = set(clean(letter)) if not letter.islower() else set()
    return ALPHABET.index(cleaned.pop()) + 1 if len(cleaned) == 1 else -1


def _doubts(best: Any, chances: Any) -> tuple[str, ...]:
    """For each run of steps that became a character, the other characters that were probable there."""
    starts = np.flatnonzero(np.concatenate(([True], best[1:] != best[:-1])))
    runs = np.maximum.reduceat(chances, starts) if len(starts) else chances
    found = []
    for start, run in zip(starts, runs, strict=True):
        if best[start] != 0:
            others = np.flatnonzero(run[1:] >= _DOUBT)
            found.append("".join(ALPHABET[index] for index in others if index + 1 != best[start]))
    return tuple(found)


def _collapse(best: Any, chances: Any, letters: Sequence[str]) -> tuple[str, float]:
    kept = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    text = "".join(letters[index] for index in best[kept])
    return text, float(chances[kept].mean()) if kept.any() else 0.0


def _normal(image: Image) -> npt.NDArray[np.float32]:
    """Channels first, from -1 to 1, as a batch of one."""
    return ((image.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1))[None]


def _flat(strip: Image) -> Image:
    width = min(_LONGEST, max(_HEIGHT, math.ceil(_HEIGHT * strip.shape[1] / strip.shape[0])))
    return cv2.resize(strip, (width, _HEIGHT)).astype(np.uint8)


def _to_multiple_of_32(image: Image, long_side: int) -> Image:
    ratio = min(1.0, long_side / max(image.shape[:2]))
    height, width = (max(32, round(side * ratio / 32) * 32) for side in image.shape[:2])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _box(contour: Any, heat: npt.NDArray[np.float32]) -> Box | None:
    """The rectangle around one region of the heat map, expanded to whole letters; None for a weak or tiny region."""
    (x, y), sides, angle = cv2.minAreaRect(contour)
    if min(sides) < 3 or _heat_inside(cv2.boxPoints(((x, y), sides, angle)), heat) < _BOX:
        return None
    grown = 2 * _GROWTH * sides[0] * sides[1] / (2 * (sides[0] + sides[1]))
    corners = cv2.boxPoints(((x, y), (sides[0] + grown, sides[1] + grown), angle))
    return _ordered(np.asarray(corners, np.float32))


def _heat_inside(corners: Any, heat: npt.NDArray[np.float32]) -> float:
    low = np.clip(np.floor(corners.min(0)).astype(int), 0, None)
    high = np.minimum(np.ceil(corners.max(0)).astype(int), (heat.shape[1] - 1, heat.shape[0] - 1))
    part = heat[low[1] : high[1] + 1, low[0] : high[0] + 1]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(corners - low).astype(np.int32)], (1,))
    return float(cv2.mean(part, mask)[0])


def _ordered(corners: Box) -> Box:
    """Top left first, then clockwise as seen in the image."""
    by_x = corners[np.argsort(corners[:, 0])]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
