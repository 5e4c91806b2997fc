"""The files of an evidence archive prove one another, and one image that does not open stops nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from kyc.domain.audit import GENESIS, Entry
from kyc.domain.errors import NotFound
from kyc.services.report.evidence_files import Evidence, StoredImage
from kyc.web.archives import Member
from kyc.web.evidence_archive import members

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ENTRY = Entry(1, "2026-01-02T03:04:05.000Z", "case.decided", "system", "sess_1", {}, GENESIS, "d" * 64)


class Store:
    """Two images, one of which is gone; notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, name: str) -> bytes:
        self.asked.append(name)
        if name == "gone":
            raise NotFound
        return b"picture of " + name.encode()

    def put(self, name: str, data: bytes) -> None:
        raise AssertionError

    def delete(self, name: str) -> None:
        raise AssertionError


def taken(*blobs: str) -> Evidence:
    found = [StoredImage(blob, f"images/{blob}.jpg", blob) for blob in blobs]
    return Evidence({"id": "sess_1", "audit_head": "1:" + "d" * 64, "name": "Zoë"}, found, [ENTRY], AT)


def made(*blobs: str) -> dict[str, bytes]:
    return {one.path: one.data for one in members(Store(), taken(*blobs), b"%PDF-")}


def test_everything_is_in_it_with_the_list_of_all_at_the_end() -> None:
    assert list(made("page")) == [
        *("README.txt", "report.json", "report.pdf", "audit.jsonl", "audit.py"),
        *("images/page.jpg", "manifest.json", "SHA256SUMS"),
    ]


def test_the_sums_are_those_of_every_other_file() -> None:
    files = made("page", "selfie")
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{hashlib.sha256(data).hexdigest()}  {path}" for path, data in files.items()]


def test_the_manifest_names_each_file_and_the_moment() -> None:
    files = made("page")
    manifest = json.loads(files["manifest.json"])
    assert (manifest["session_id"], manifest["created_at"]) == ("sess_1", "2026-01-02T03:04:05.000Z")
    assert manifest["audit_head"] == "1:" + "d" * 64
    assert manifest["files"][-1] == {
        "path": "images/page.jpg",
        "size": len(b"picture of page"),
        "sha256": hashlib.sha256(b"picture of page").hexdigest(),
    }
    assert manifest["images_that_could_not_be_read"] == []


def test_an_image_that_does_not_open_is_named() -> None:
    files = made("gone", "page")
    assert json.loads(files["manifest.json"])["images_that_could_not_be_read"] == ["images/gone.jpg"]
    assert "images/page.jpg" in files
    assert "images/gone.jpg" not in files


def test_words_stay_as_they_are() -> None:
    files = made()
    assert json.loads(files["report.json"])["name"] == "Zoë"
    assert "Zoë".encode() in files["report.json"]
    assert json.loads(files["audit.jsonl"])["act"] == "case.decided"


def test_the_readme_tells_how_to_verify() -> None:
    words = made()["README.txt"].decode()
    assert "sha256sum -c SHA256SUMS" in words
    assert "python audit.py --gaps audit.jsonl" in words


def test_an_image_is_opened_when_the_one_before_has_gone_out() -> None:
    store = Store()
    coming: Iterator[Member] = members(store, taken("page", "selfie"), b"")
    while next(coming).path != "images/page.jpg":
        assert store.asked == []
    assert store.asked == ["page"]
