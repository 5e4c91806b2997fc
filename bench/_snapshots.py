"""Photos as from a 12-megapixel phone, sharp and out of focus, each with different bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import numpy as np
from PIL import Image, ImageFilter

from bench.server import people_dir
from kyc.demo import people, specimen

SIZE = (4000, 3000)
_GRAIN, _QUALITY = 5.0, 92
"""Noise of a small sensor (standard deviation of 255) and the JPEG quality of phones: together about 4 MB."""
_BLUR = 30


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The camera's view of a passport and of its holder, in twelve megapixels, and the same out of focus."""

    document: Image.Image
    document_blurred: Image.Image
    selfie: Image.Image
    selfie_blurred: Image.Image

    def taken(self, name: str, number: int) -> bytes:
        """The JPEG of one shot; another number has different noise."""
        image = np.asarray(getattr(self, name))
        grain = np.random.default_rng(number).normal(0, _GRAIN, image.shape[:2])
        noisy = np.clip(image + grain[..., None], 0, 255).astype(np.uint8)
        out = io.BytesIO()
        Image.fromarray(noisy).save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()


def snapshots() -> Snapshots:
    """A drawn passport of Utopia and its holder, whose photograph is downloaded once."""
    head = people.fetch_people(people_dir())["ana"]
    fields = specimen.SpecimenFields("HOLLOWAY", "MIRA", "K4471902", date(1990, 1, 15), date(2033, 5, 1))
    page = Image.open(io.BytesIO(specimen.photograph(specimen.draw(fields, people.portrait(head)), 3)))
    document, selfie = _enlarged(page, SIZE), _enlarged(people.selfie(head), (SIZE[1], SIZE[0]))
    blurred = [image.filter(ImageFilter.GaussianBlur(_BLUR)) for image in (document, selfie)]
    return Snapshots(document, blurred[0], selfie, blurred[1])


def _enlarged(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
