"""The files of a person's copy: a short text, each image as stored, and data, which names what did not open."""

from __future__ import annotations

import json
from collections.abc import Iterator

import structlog

from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.ports import Blobs, SealBroken
from kyc.services.applicant.my_data_export import Copy
from kyc.web.archives import Member

log = structlog.get_logger(__name__)


def members(blobs: Blobs, copy: Copy, readme: str) -> Iterator[Member]:
    """Each file of the archive; an image is opened when its turn comes, and one that does not open stops nothing."""
    yield Member("README.txt", readme.replace("\n", "\r\n").encode("utf-8-sig"))
    absent = []
    for photo in copy.photos:
        if (image := _opened(blobs, photo.blob)) is None:
            absent.append(photo.path)
        else:
            yield Member(photo.path, image)
    data = copy.data | {"files_that_could_not_be_read": absent}
    yield Member("data.json", json.dumps(data, ensure_ascii=False, indent=2).encode())


def _opened(blobs: Blobs, name: str) -> bytes | None:
    try:
        return blobs.get(name)
    except (NotFound, Unavailable, SealBroken) as error:
        log.warning("image_not_in_copy", error=type(error).__name__)
        return None
