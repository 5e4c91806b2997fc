"""Frames on their way in: bounded before parsing, sealed whole or not at all."""

from __future__ import annotations

import pytest

from kyc.domain.errors import Invalid, Refused, Unavailable
from kyc.domain.ports import ImageQuality, Picture
from kyc.models import LivenessChallenge
from kyc.services.liveness import challenge_frames
from kyc.services.liveness.challenge_frames import MAX_FRAME_BYTES, MAX_FRAMES_BYTES, check_sizes, drop, seal, shots
from kyc.services.liveness.challenges import SentFrame
from kyc.services.verification.uploads import digest
from tests.unit.services.verification.test_uploads import Judge, Shelf

JPEG, PNG = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"


def sized(bytes_each: int, count: int = 1) -> list[SentFrame]:
    return [SentFrame(place, JPEG + bytes(bytes_each - len(JPEG))) for place in range(count)]


def test_each_frame_has_its_time() -> None:
    assert shots([b"a", b"b"], " 0, 250 ") == (SentFrame(0, b"a"), SentFrame(250, b"b"))
    assert shots([], "") == ()


@pytest.mark.parametrize(
    "words", ["0", "0,1,2", "0,", ",0", "0;1", "0,1.5", "0,-1", "0,+1", "0,1e3", "0,²", "0,999999999"]
)
def test_times_that_are_none_are_pointed_at(words: str) -> None:
    with pytest.raises(Invalid) as caught:
        shots([b"a", b"b"], words)
    assert caught.value.errors[0].pointer == "/frame_times"


def test_a_flood_of_times_is_not_taken_apart() -> None:
    with pytest.raises(Invalid):
        shots([b"a"] * 10_000, ",".join("1" * 10_000))


@pytest.mark.parametrize("kind", [JPEG, PNG])
def test_jpeg_and_png_pass_up_to_the_limits(kind: bytes) -> None:
    check_sizes([SentFrame(0, kind), *sized(MAX_FRAME_BYTES, 7)])
    assert 8 * MAX_FRAME_BYTES == MAX_FRAMES_BYTES


@pytest.mark.parametrize("found", [sized(MAX_FRAME_BYTES + 1), sized(MAX_FRAME_BYTES, 9)])
def test_too_many_bytes_in_one_or_in_all_are_refused(found: list[SentFrame]) -> None:
    with pytest.raises(Refused) as caught:
        check_sizes(found)
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7", b"\x00\x00\x00\x18ftypheic", b"RIFF    WEBP"])
def test_other_kinds_are_refused_before_they_are_parsed(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        check_sizes([SentFrame(0, data)])
    assert caught.value.code == "file_type_unsupported"


def test_each_frame_is_sealed_clean_under_a_name_of_ours() -> None:
    shelf = Shelf()
    (one,) = seal(Judge(ImageQuality(None)), shelf, "sess_of_it", [SentFrame(7, b"raw")])
    assert (one.t_ms, one.sha256, one.kept) == (7, digest(b"raw"), digest(b"clean raw"))
    assert one.blob.startswith("sess_of_it/frame_")
    assert shelf.kept == {one.blob: b"clean raw"}


class Tiring(Judge):
    """Takes the first frame and none after it."""

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture:
        assert not allow_pdf
        if data == b"bad":
            raise Refused("file_damaged")
        return super().accept(data, allow_pdf=allow_pdf)


def test_where_one_cannot_be_taken_none_is_kept() -> None:
    shelf = Shelf()
    with pytest.raises(Refused):
        seal(Tiring(ImageQuality(None)), shelf, "sess_of_it", [SentFrame(0, b"good"), SentFrame(1, b"bad")])
    assert shelf.kept == {}


class Full(Shelf):
    def put(self, name: str, data: bytes) -> None:
        if self.kept:
            raise Unavailable("disk full")
        super().put(name, data)


def test_where_the_store_is_full_none_is_kept() -> None:
    shelf = Full()
    with pytest.raises(Unavailable):
        seal(Judge(ImageQuality(None)), shelf, "sess_of_it", [SentFrame(0, b"one"), SentFrame(1, b"two")])
    assert shelf.kept == {}


def test_frames_that_no_row_names_are_dropped() -> None:
    shelf = Shelf()
    kept = seal(Judge(ImageQuality(None)), shelf, "sess_of_it", [SentFrame(0, b"one"), SentFrame(1, b"two")])
    drop(shelf, kept)
    assert shelf.kept == {}


def test_the_limits_leave_room_for_a_browser_s_camera() -> None:
    assert challenge_frames.MAX_FRAME_BYTES > 4 * 250_000


def test_a_frame_is_found_by_its_name_and_no_other() -> None:
    one = LivenessChallenge(id="chal_1", frames=[{"blob": "frame/a"}, {"blob": None}])
    other = LivenessChallenge(id="chal_2", frames=[{"blob": "frame/b"}])
    assert challenge_frames.frame_ids(one) == ["chal_1-1", "chal_1-2"]
    found = [challenge_frames.blob_of([one, other], name) for name in ("chal_1-1", "chal_1-2", "chal_2-1", "chal_2-2")]
    assert found == ["frame/a", None, "frame/b", None]
