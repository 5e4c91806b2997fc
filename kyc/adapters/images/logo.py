"""Turns an untrusted logo into a small PNG of our own encoding: trimmed, still transparent, and quick to send."""

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
"""Pixels; pages show it at half this size, so that it is sharp on dense screens."""
_KINDS = (Kind.PNG, Kind.JPEG, Kind.WEBP)
_LEAST_BEFORE, _LEAST = 16, 8
_VISIBLE = 64
# In thin letters on a background of their own only few pixels stand out.
_OUTSTANDING = 0.97


def logo(data: bytes, ground: Colour) -> Logo:
    """The logo in at most 320 × 96 pixels and 40 kB; raises `Refused` with a code of the reason catalogue.

    `ground` is the colour of the page beneath it, with which its contrast is measured.
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
        # As in `decode`: decoders raise all kinds of errors for a broken file, and their messages can quote it.
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
    """The image without its transparent margin, scaled down to fit but never enlarged."""
    seen = image.getchannel("A").point(lambda alpha: 255 * (alpha >= _VISIBLE)).getbbox()
    image = image.crop(seen) if seen else image
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    if min(image.size) < _LEAST:
        raise Refused("image_too_small")
    return image


def _png(image: Image.Image) -> bytes:
    """The PNG with all its colours, or with 256 where it would be too large: at most 320 × 96 bytes and a palette."""
    whole = _encoded(image)
    return whole if len(whole) <= MAX_KB * 1000 else _encoded(image.quantize(256, Image.Quantize.FASTOCTREE))


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _contrast(image: Image.Image, ground: Colour) -> float:
    """The contrast of what stands out most from the background, apart from a few stray pixels."""
    layer = Image.new("RGBA", image.size, (*ground, 255))
    layer.alpha_composite(image)
    light, below = _luminance(np.asarray(layer.convert("RGB"))), luminance(ground)
    ratios = (np.maximum(light, below) + 0.05) / (np.minimum(light, below) + 0.05)
    seen = np.asarray(image.getchannel("A")) >= _VISIBLE
    return float(np.quantile(ratios[seen], _OUTSTANDING)) if seen.any() else 1.0


def _luminance(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """The luminance of every pixel, as `kyc.domain.colours.luminance`."""
    share = pixels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
