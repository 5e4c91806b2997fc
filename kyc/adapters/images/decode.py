"""Opens one file of a known kind into upright RGB pixels, within a pixel limit that is asked before decoding."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from kyc.adapters.images.apart import pixels
from kyc.adapters.images.kinds import Kind
from kyc.domain.errors import Refused

# A JPEG can be decoded at a half or a quarter of its size; the others take three bytes for every pixel they claim.
_WHOLE_SHARE = 0.4
# Pillow's own limit is twice as wide as ours and only warns.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def decode(data: bytes, kind: Kind, max_pixels: int, min_side: int, long_side: int) -> Image.Image:
    """Upright RGB, at most `long_side` pixels; raises `Refused` for whatever is wrong with the file."""
    try:
        return _decode(data, kind, max_pixels, min_side, long_side)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("image_too_large") from None
    except Exception:  # noqa: BLE001
        # Decoders raise OSError, SyntaxError, ValueError, struct.error, zlib.error … for a broken file; none may pass,
        # and none may be chained, because their words can quote the file.
        raise Refused("file_damaged") from None


def _decode(data: bytes, kind: Kind, max_pixels: int, min_side: int, long_side: int) -> Image.Image:
    if kind in (Kind.PDF, Kind.HEIF):
        return _decode_apart(data, kind, max_pixels, min_side, long_side)
    with Image.open(BytesIO(data), formats=[kind.value]) as image:
        _refuse_by_header(image, kind, max_pixels, min_side)
        image.draft("RGB", (long_side, long_side))
        image.load()
        # Phones tell by EXIF how the sensor was held; the pixels are turned and the tag is dropped with the rest.
        upright = ImageOps.exif_transpose(image)
    upright.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _rgb(upright)


def _decode_apart(data: bytes, kind: Kind, max_pixels: int, min_side: int, long_side: int) -> Image.Image:
    found = pixels(data, kind.value, max_pixels, min_side, long_side)
    if isinstance(found, str):
        raise Refused(found)
    with Image.open(BytesIO(found), formats=["PPM"]) as image:
        image.load()
        return image


def _refuse_by_header(image: Image.Image, kind: Kind, max_pixels: int, min_side: int) -> None:
    """What the header alone tells, before a pixel is decoded."""
    if image.width * image.height > max_pixels * (1.0 if kind is Kind.JPEG else _WHOLE_SHARE):
        raise Refused("image_too_large")
    if min(image.size) < min_side:
        raise Refused("image_too_small")
    # A JPEG with several frames is a phone's burst or depth photo, whose first frame is the photo.
    if kind in (Kind.PNG, Kind.WEBP) and getattr(image, "is_animated", False):
        raise Refused("file_type_unsupported")


def _rgb(image: Image.Image) -> Image.Image:
    """8-bit RGB: 16-bit greys are scaled instead of clipped, and what is transparent lies on white."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")
