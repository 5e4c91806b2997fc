"""Signs of a file's origin, read before its metadata is dropped: an editor's name, a screenshot's size.

These are weak signs, for the staff only. Editors are recognised by name; cameras, scanners, phones' galleries and
messengers name programs too, and 3 of 10 published specimens name an editor. Nothing is decompressed, and no library
parses the file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice

from kyc.adapters.images.kinds import Kind

# Metadata is before the pixels, in some PNG and WebP files at the end; in a JPEG, XMP has at most 64 kB.
_HEAD, _TAIL = 512 * 1024, 128 * 1024
_LONGEST = 200
_ENTRIES = 64
# A normal file has one or two of each; a hostile one may be full of them.
_MOST = 8

_EDITORS = re.compile(
    rb"photoshop|\bgimp\b|affinity|pixelmator|paint\.?net|paint ?shop|coreldraw|corel photo|photopea|photoscape"
    rb"|snapseed|picsart|canva\b|figma|inkscape|illustrator|facetune|faceapp|airbrush|photodirector|luminar|krita"
    rb"|imagemagick|stable ?diffusion|midjourney|dall.?e\b|firefly|picmonkey|pixlr|befunky|fotor|touchretouch",
    re.I,
)
_SCREENSHOT = re.compile(rb"screen ?shot", re.I)
_XMP = re.compile(rb"(?:CreatorTool|softwareAgent|tiff:Software)[^>]{0,80}?[>\"']([^<\"'>]{1,200})", re.S)
# iPhones write this word into a comment in several languages.
_XMP_COMMENT = re.compile(rb"exif:UserComment(.{1,200}?)</exif:UserComment", re.S)
# PNG's `Software` and comments (W3C PNG, 11.3.3); compressed text is not read.
_PNG_TEXT = re.compile(rb"[ti][ET]Xt(?:Software|Comment|Description)\0+([^\0]{1,200})", re.S)
# In JPEG and HEIF, in PNG, in WebP; 64 kB hold all tables except a thumbnail.
_TIFF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF....)(?=II\*\0|MM\0\*)", re.S)
_TABLES = 64 * 1024
# TIFF 6.0 and Exif 2.32: Make, Model, Software, ProcessingSoftware; the pointer to Exif's own table; its UserComment.
_MAKE, _MODEL, _SOFTWARE, _PROCESSING, _EXIF, _COMMENT = 0x010F, 0x0110, 0x0131, 0x000B, 0x8769, 0x9286

# Portrait screens in pixels, Apple's and the common ones of Android, without 16:9 and 4:3, which cameras have too.
_SCREENS = frozenset(
    {
        *((750, 1624), (828, 1792), (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622), (1242, 2688), (1260, 2736)),
        *((1284, 2778), (1290, 2796), (1320, 2868), (720, 1480), (720, 1520), (720, 1560), (720, 1600), (720, 1612)),
        *((1008, 2244), (1080, 2160), (1080, 2220), (1080, 2280), (1080, 2310), (1080, 2340), (1080, 2376)),
        *((1080, 2400), (1080, 2408), (1080, 2412), (1080, 2424), (1080, 2460), (1080, 2520), (1220, 2712)),
        *((1240, 2772), (1264, 2780), (1280, 2772), (1280, 2856), (1344, 2992), (1440, 2880), (1440, 2960)),
        *((1440, 3040), (1440, 3088), (1440, 3120), (1440, 3168), (1440, 3200)),
    }
)


def notes(data: bytes, kind: Kind, width: int, height: int) -> tuple[str, ...] | None:
    """Reason codes for a file whose picture has this size before any scaling; None for a PDF.

    `metadata_absent` means that the file names no program and no camera, so no editor could be found.
    """
    if kind is Kind.PDF:
        return None
    part = data[:_HEAD] + (data[-_TAIL:] if len(data) > _HEAD + _TAIL else data[_HEAD:])
    tags = dict(_tags(part))
    patterns = (_XMP, _XMP_COMMENT, _PNG_TEXT) if kind is Kind.PNG else (_XMP, _XMP_COMMENT)
    said = [*tags.values(), *(found[1] for pattern in patterns for found in islice(pattern.finditer(part), _MOST))]
    from_camera = _MAKE in tags or _MODEL in tags
    named = any(_SCREENSHOT.search(text) for text in said)
    screen = not from_camera and (min(width, height), max(width, height)) in _SCREENS
    signs = {
        "image_edited": any(_EDITORS.search(text) for text in said),
        "image_screenshot": named or screen,
        "metadata_absent": not said,
    }
    return tuple(code for code, holds in signs.items() if holds)


def _tags(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The Exif texts of a JPEG, WebP, PNG or HEIF, all of which contain a TIFF table somewhere."""
    for mark in islice(_TIFF.finditer(data), _MOST):
        tiff = data[mark.end() : mark.end() + _TABLES]
        order = "<" if tiff[:2] == b"II" else ">"
        try:
            yield from _table(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0], nested=True)
        except struct.error:
            continue
        return


def _table(tiff: bytes, order: str, at: int, *, nested: bool) -> Iterator[tuple[int, bytes]]:
    """One table of a TIFF: its texts by tag, and those of the Exif table that it points to."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for row in range(min(count, _ENTRIES)):
        tag, form, length, value = struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * row)
        if tag == _EXIF and nested:
            yield from _table(tiff, order, value, nested=False)
        elif tag in (_MAKE, _MODEL, _SOFTWARE, _PROCESSING, _COMMENT) and form in (1, 2, 7):
            start = value if length > 4 else at + 2 + 12 * row + 8
            if text := tiff[start : start + min(length, _LONGEST)].strip(b"\0 "):
                yield tag, text
