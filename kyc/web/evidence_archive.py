"""The files of an evidence archive, each with its digest: texts first, image by image, the manifest at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import structlog

from kyc.domain.audit import to_line
from kyc.domain.dates import stamp
from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.ports import Blobs, SealBroken
from kyc.services.report.evidence_files import Evidence
from kyc.web.archives import Member

log = structlog.get_logger(__name__)
README = """\
Evidence of one verification
============================

report.json      the report, as GET /v1/sessions/{id}/report gives it
report.pdf       the same on paper
images/          the images as they are stored; report.json names their ids
audit.jsonl      what was done to this verification: decisions, openings of images, this archive
audit.py         checks audit.jsonl; needs nothing but Python
manifest.json    every file with its size and SHA-256, when this was made, and the end of the audit chain then
SHA256SUMS       the same digests for sha256sum

How to verify
-------------

    sha256sum -c SHA256SUMS
    python audit.py --gaps audit.jsonl

The first says that no file was changed since the archive was made. The second says that each entry is as it was
written; entries of other verifications are left out. Whoever runs the server can show the whole chain, in which the
line "audit_head" of manifest.json has to stand.

The digests in report.json are of the images as they were uploaded. They were cleaned of hidden data before they were
stored, so the files in images/ have other digests.

These are a person's data. Keep them no longer than you need them, and where nobody else reads them.
"""


def members(blobs: Blobs, evidence: Evidence, pdf: bytes) -> Iterator[Member]:
    """Each file of the archive; an image is opened when its turn comes, and one that does not open stops nothing."""
    files: list[dict[str, Any]] = []
    absent: list[str] = []
    for member in _contents(blobs, evidence, pdf, absent):
        files.append({"path": member.path, "size": len(member.data), "sha256": _digest(member.data)})
        yield member
    manifest = Member("manifest.json", _json(_manifest(evidence, files, absent)))
    yield manifest
    sums = [*((one["sha256"], one["path"]) for one in files), (_digest(manifest.data), manifest.path)]
    yield Member("SHA256SUMS", "".join(f"{digest}  {path}\n" for digest, path in sums).encode())


def _contents(blobs: Blobs, evidence: Evidence, pdf: bytes, absent: list[str]) -> Iterator[Member]:
    yield Member("README.txt", README.encode())
    yield Member("report.json", _json(evidence.report))
    yield Member("report.pdf", pdf)
    yield Member("audit.jsonl", "".join(f"{to_line(entry)}\n" for entry in evidence.entries).encode())
    yield Member("audit.py", resources.files("kyc.domain").joinpath("audit.py").read_bytes())
    for image in evidence.images:
        if (data := _opened(blobs, image.blob)) is None:
            absent.append(image.path)
        else:
            yield Member(image.path, data)


def _manifest(evidence: Evidence, files: list[dict[str, Any]], absent: list[str]) -> dict[str, Any]:
    return {
        "session_id": evidence.report["id"],
        "created_at": stamp(evidence.at),
        "audit_head": evidence.report["audit_head"],
        "files": files,
        "images_that_could_not_be_read": absent,
    }


def _opened(blobs: Blobs, name: str) -> bytes | None:
    try:
        return blobs.get(name)
    except (NotFound, Unavailable, SealBroken) as error:
        log.warning("image_not_in_evidence", error=type(error).__name__)
        return None


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=2).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
