"""Turns an untrusted logo into a small PNG of our own making: trimmed, transparent where it was, and light to send."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from kyc.adapters.images.bare import bare
from kyc.adapters.images.kinds import Kind, kind_of
from kyc.domain.colours import Colour, luminance
from kyc.domain.errors import Refused
from kyc.domain.look import Logo

MAX_BYTES, MAX_PIXELS, MAX_KB = 2_000_000, 8_000_000, 40
BOX = (320, 96)
"""Pixels; pages show half of it, so that it is sharp on dense screens."""
_KINDS = (Kind.PNG, Kind.JPEG, Kind.WEBP)
_LEAST_BEFORE, _LEAST = 16, 8
_VISIBLE = 64
# Of thin letters on a ground of their own only few pixels stand out.
_OUTSTANDING = 0.97


def logo(data: bytes, ground: Colour) -> Logo:
    """At most 320 × 96 pixels and 40 kB; raises `Refused` with a reason of the catalogue.

    `ground` is the colour of the page beneath it, for the contrast that comes with it.
    """
    if len(data) > MAX_BYTES:
        raise Refused("file_too_large")
    kind = kind_of(data)
    if kind not in _KINDS:
        raise Refused("file_type_unsupported")
    try:
        image = _fitted(_opened(data, kind))
    except Refused:
        raise
    except Exception:  # noqa: BLE001
        # As in `decode`: decoders raise all kinds of errors for a broken file, and their words can quote it.
        raise Refused("file_damaged") from None
    return Logo(_png(image), image.width, image.height, _contrast(image, ground))


def _opened(data: bytes, kind: Kind) -> Image.Image:
    with Image.open(BytesIO(bare(data, kind).data), formats=[kind.value]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused("image_too_large")
        if min(image.size) < _LEAST_BEFORE:
            raise Refused("image_too_small")
        return image.convert("RGBA")


def _fitted(image: Image.Image) -> Image.Image:
    """Without a transparent margin, and never enlarged."""
    seen = image.getchannel("A").point(lambda alpha: 255 * (alpha >= _VISIBLE)).getbbox()
    image = image.crop(seen) if seen else image
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    if min(image.size) < _LEAST:
        raise Refused("image_too_small")
    return image


def _png(image: Image.Image) -> bytes:
    """With all its colours, or with 256 where that would be too much: 320 × 96 bytes and a palette at most."""
    whole = _encoded(image)
    return whole if len(whole) <= MAX_KB * 1000 else _encoded(image.quantize(256, Image.Quantize.FASTOCTREE))


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _contrast(image: Image.Image, ground: Colour) -> float:
    """Of what stands out most from the ground, without a few stray pixels."""
    layer = Image.new("RGBA", image.size, (*ground, 255))
    layer.alpha_composite(image)
    light, below = _luminance(np.asarray(layer.convert("RGB"))), luminance(ground)
    ratios = (np.maximum(light, below) + 0.05) / (np.minimum(light, below) + 0.05)
    seen = np.asarray(image.getchannel("A")) >= _VISIBLE
    return float(np.quantile(ratios[seen], _OUTSTANDING)) if seen.any() else 1.0


def _luminance(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """As `kyc.domain.colours.luminance`, of every pixel."""
    share = pixels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
