"""An archive on its way out: whole for any reader, and never more than one member of it in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from kyc.web.archives import Member, stream


def opened(*members: Member) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(stream(members))))


def test_every_member_is_there_and_whole() -> None:
    found = opened(Member("README.txt", b"words" * 100), Member("check-1/selfie.jpg", b"\xff\xd8picture"))
    assert found.testzip() is None
    assert found.namelist() == ["README.txt", "check-1/selfie.jpg"]
    assert (found.read("README.txt"), found.read("check-1/selfie.jpg")) == (b"words" * 100, b"\xff\xd8picture")


def test_words_are_packed_and_pictures_are_not() -> None:
    found = opened(Member("data.json", b"{}"), Member("a.jpg", b"x"))
    assert [one.compress_type for one in found.infolist()] == [ZIP_DEFLATED, ZIP_STORED]


def test_an_archive_of_nothing_is_an_archive() -> None:
    assert opened().namelist() == []


def test_a_member_is_asked_for_when_the_one_before_has_gone_out() -> None:
    asked: list[int] = []

    def members() -> Iterator[Member]:
        for number in range(3):
            asked.append(number)
            yield Member(f"{number}.jpg", bytes(1000))

    parts = stream(members())
    assert len(next(parts)) > 1000
    assert asked == [0]
    assert 1000 < len(next(parts)) < 1500
    assert asked == [0, 1]
