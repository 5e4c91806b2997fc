"""Decodes one file of a known kind into upright RGB pixels, within a pixel limit that is checked before decoding."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from kyc.adapters.images.apart import pixels
from kyc.adapters.images.bare import bare
from kyc.adapters.images.kinds import Kind
from kyc.adapters.images.room import Room
from kyc.domain.errors import Refused, Unavailable

# Pillow takes four bytes for each pixel. A JPEG can be decoded at a half or a quarter of its size if it has only one
# scan; all others are decoded whole.
_WHOLE_SHARE = 0.4
_ENOUGH = 16_000_000
_ROOM = Room(24_000_000)
# Processes of `apart`: photos of other kinds never wait the seconds that these take, and of a web process's 16 threads
# four always remain for other requests.
_CHILDREN = Room(2, waiting=10)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow's own limit is twice as high as ours and only warns.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The size a picture may have (`max_pixels`, `min_side`) and the long side it is scaled down to, in pixels."""

    max_pixels: int
    min_side: int
    long_side: int


@contextmanager
def decoded(data: bytes, kind: Kind, bounds: Bounds) -> Iterator[Image.Image]:
    """The upright RGB picture within the bounds, for the duration of the block.

    Raises `Refused` for any fault of the file, `Unavailable` when too many come at once.
    """
    with ExitStack() as held:
        opened = _apart(data, kind, bounds) if kind in (Kind.PDF, Kind.HEIF) else _here(data, kind, bounds)
        try:
            image = held.enter_context(opened)
        except (Refused, Unavailable):
            raise
        except Image.DecompressionBombError:
            raise Refused("image_too_large") from None
        except Exception:  # noqa: BLE001
            # Decoders raise OSError, SyntaxError, ValueError, struct.error, zlib.error … for a broken file; none may
            # pass, and none may be chained, because their messages can quote the file.
            raise Refused("file_damaged") from None
        yield image  # every pixel is decoded: errors from here on are no fault of the file


@contextmanager
def _here(data: bytes, kind: Kind, bounds: Bounds) -> Iterator[Image.Image]:
    found = bare(data, kind)
    with Image.open(BytesIO(found.data), formats=[kind.value]) as image:
        _refuse_by_header(image, reducible=kind is Kind.JPEG and not found.buffered, bounds=bounds)
        factor = math.ceil(math.sqrt(image.width * image.height / _ENOUGH))
        image.draft("RGB", (image.width // factor, image.height // factor))
        with _ROOM.taken(image.width * image.height):
            image.load()
            yield _upright(_shrunk(image, bounds), found.orientation)


@contextmanager
def _apart(data: bytes, kind: Kind, bounds: Bounds) -> Iterator[Image.Image]:
    with _CHILDREN.taken(1):
        found = pixels(data, kind.value, bounds.max_pixels, bounds.min_side, bounds.long_side)
    if isinstance(found, str):
        raise Refused(found)
    with Image.open(BytesIO(found), formats=["PPM"]) as image, _ROOM.taken(image.width * image.height):
        image.load()
        yield _shrunk(image, bounds)


def _refuse_by_header(image: Image.Image, reducible: bool, bounds: Bounds) -> None:
    """Refuse by the header alone, before a pixel is decoded."""
    if image.width * image.height > bounds.max_pixels * (1.0 if reducible else _WHOLE_SHARE):
        raise Refused("image_too_large")
    if min(image.size) < bounds.min_side:
        raise Refused("image_too_small")


def _shrunk(image: Image.Image, bounds: Bounds) -> Image.Image:
    """The image scaled down to the long side; refuses a strip too narrow to survive that."""
    image.thumbnail((bounds.long_side, bounds.long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if min(image.size) < min(bounds.min_side, bounds.long_side):
        raise Refused("image_too_small")
    return image


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """The image rotated as its Exif orientation says, with nothing but its pixels."""
    plain = _rgb(image)
    plain = plain.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else plain
    plain.info = {}
    return plain


def _rgb(image: Image.Image) -> Image.Image:
    """The image as 8-bit RGB: 16-bit greys are scaled instead of clipped, and transparency becomes white."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGB", layer.size, "white")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")
