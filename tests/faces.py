"""Real weights and real photographs for tests: installed into a cache once by the real installer, never skipped."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kyc.adapters.faces.pictures import Picture
from kyc.adapters.weights import MODELS, install
from kyc.adapters.weights.table import FACE_DLIB
from kyc.demo import people

CACHE = Path(os.environ.get("EKYC_TEST_CACHE") or Path(__file__).parents[1] / "instance" / "test-cache")


@cache
def models_dir() -> Path:
    """The folder with every model of the table."""
    install(CACHE / "models", [model.file for model in MODELS])
    return CACHE / "models"


@cache
def dlib_models_dir() -> Path:
    """The same folder, with the models that the second face engine adds."""
    install(models_dir(), [FACE_DLIB.file])
    return models_dir()


@cache
def heads() -> dict[str, Image.Image]:
    """Four different people: head and shoulders of each."""
    return {"astronaut": people.astronaut(), **people.fetch_people(CACHE / "people")}


def jpeg(image: Image.Image, quality: int = 92) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def selfie(name: str) -> bytes:
    return jpeg(people.selfie(heads()[name]))


def page(name: str, width: int = 413) -> Image.Image:
    """A pale document page of 1250 x 880 pixels with the portrait of the named person, `width` pixels wide."""
    image = Image.new("RGB", (1250, 880), (226, 230, 222))
    image.paste(people.portrait(heads()[name]).resize((width, round(width * 45 / 35))), (60, 140))
    return image


def array(image: Image.Image) -> Picture:
    """The same picture as engines get it: blue-green-red."""
    return np.ascontiguousarray(cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR))
