"""Accepts or refuses an upload, cheapest check first: size, file type, pixels, decoding; then re-encodes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from kyc.adapters.images import origin
from kyc.adapters.images.decode import Bounds, decoded
from kyc.adapters.images.kinds import Kind, kind_of
from kyc.adapters.images.portrait import Portraits
from kyc.adapters.images.quality import document_quality
from kyc.adapters.images.room import Room
from kyc.adapters.images.selfie import selfie_quality
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Refused
from kyc.domain.ports import ImageQuality, Picture

JPEG_QUALITY = 92
# Each quality measurement takes about 40 MB.
_MEASURING = Room(3)


@dataclass(frozen=True, slots=True)
class Intake:
    """Fills `kyc.domain.ports.ImageIntake` with Pillow, libheif and PDFium."""

    max_bytes: int
    max_pixels: int
    min_side: int
    long_side: int
    portraits: Portraits

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture:
        """A re-encoded upright JPEG without metadata; raises `Refused` with a code of the reason catalogue."""
        if len(data) > self.max_bytes:
            raise Refused("file_too_large")
        kind = kind_of(data)
        if kind is None or (kind is Kind.PDF and not allow_pdf):
            raise Refused("file_type_unsupported")
        with decoded(data, kind, Bounds(self.max_pixels, self.min_side, self.long_side)) as image:
            said = origin.notes(data, kind, image.width, image.height)
            return Picture(self._encode(image), image.width, image.height, said)

    def _encode(self, image: Image.Image) -> bytes:
        out = BytesIO()
        image.save(out, "JPEG", quality=JPEG_QUALITY)
        return out.getvalue()

    def document_quality(
        self, picture: Picture, side: Side | None = None, kind: DocumentType | None = None
    ) -> ImageQuality:
        """Whether a document, and the side asked for, can be read from the picture, by cheap measurements only."""
        with _MEASURING.taken(1):
            return document_quality(picture, side, kind, self.portraits)

    def selfie_quality(self, picture: Picture) -> ImageQuality:
        """Whether the face in the picture could be compared, by the small detector and cheap measurements only."""
        with _MEASURING.taken(1):
            return selfie_quality(picture, self.portraits)

    def without_faces(self) -> Intake:
        """The same intake without a face detector."""
        return replace(self, portraits=Portraits(None))
