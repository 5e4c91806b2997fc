"""Sealing by envelope: what opens, and everything that must not."""

from __future__ import annotations

import base64

import pytest

from kyc.adapters.blobs.keyring import Keyring
from kyc.domain.ports import SealBroken

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
NAME = "document/img_a"


@pytest.fixture
def ring() -> Keyring:
    return Keyring({"k1": OLD})


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.mark.parametrize("data", [b"", b"x", bytes(100_000)])
def test_what_is_sealed_opens_under_its_name(ring: Keyring, data: bytes) -> None:
    assert ring.open(NAME, ring.seal(NAME, data)) == data


def test_nothing_readable_is_left_in_the_sealed_bytes(ring: Keyring) -> None:
    sealed = ring.seal(NAME, b"JANE DOE" * 20)
    assert b"JANE" not in sealed
    assert NAME.encode() not in sealed


def test_the_same_data_is_never_sealed_twice_alike(ring: Keyring) -> None:
    one, other = ring.seal(NAME, b"data"), ring.seal(NAME, b"data")
    assert one != other
    assert len(one) == len(b"data") + 93 + len("k1")


def test_a_sealed_object_does_not_open_under_another_name(ring: Keyring) -> None:
    sealed = ring.seal("document/img_a", b"data")
    with pytest.raises(SealBroken, match="another name"):
        ring.open("document/img_b", sealed)


def test_the_data_key_of_one_object_does_not_serve_another(ring: Keyring) -> None:
    one, other = ring.seal(NAME, b"the first"), ring.seal(NAME, b"the other")
    header = len("EKB1") + 1 + len("k1") + 60
    with pytest.raises(SealBroken):
        ring.open(NAME, one[:header] + other[header:])


def test_a_change_of_any_single_byte_is_noticed(ring: Keyring) -> None:
    sealed = ring.seal(NAME, b"data")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            ring.open(NAME, bytes(altered))


def test_an_object_that_is_cut_off_anywhere_does_not_open(ring: Keyring) -> None:
    sealed = ring.seal(NAME, b"data")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            ring.open(NAME, sealed[:length])


def test_bytes_that_were_never_sealed_are_refused(ring: Keyring) -> None:
    with pytest.raises(SealBroken, match="not a sealed object"):
        ring.open(NAME, b"\xff\xd8\xff" + bytes(500))


def test_a_new_first_key_seals_and_the_old_one_still_opens(ring: Keyring) -> None:
    before = ring.seal(NAME, b"data")
    rotated = Keyring({"k2": NEW, "k1": OLD})
    assert rotated.open(NAME, before) == b"data"
    after = rotated.seal(NAME, b"data")
    assert Keyring({"k2": NEW}).open(NAME, after) == b"data"
    with pytest.raises(SealBroken, match="not in the key ring"):
        ring.open(NAME, after)


def test_an_object_of_a_removed_key_says_that_the_key_is_missing(ring: Keyring) -> None:
    with pytest.raises(SealBroken, match="not in the key ring"):
        Keyring({"k2": NEW}).open(NAME, ring.seal(NAME, b"data"))


def test_another_key_under_the_same_id_does_not_open(ring: Keyring) -> None:
    with pytest.raises(SealBroken):
        Keyring({"k1": NEW}).open(NAME, ring.seal(NAME, b"data"))


def test_rewrapping_moves_an_object_to_the_current_key_and_keeps_its_content(ring: Keyring) -> None:
    before = ring.seal(NAME, b"data")
    after = Keyring({"second": NEW, "k1": OLD}).rewrap(NAME, before)
    assert Keyring({"second": NEW}).open(NAME, after) == b"data"
    assert after.endswith(before[-32:])


def test_rewrapping_what_is_current_changes_nothing(ring: Keyring) -> None:
    sealed = ring.seal(NAME, b"data")
    assert ring.rewrap(NAME, sealed) is sealed


def test_rewrapping_under_another_name_fails(ring: Keyring) -> None:
    with pytest.raises(SealBroken):
        Keyring({"k2": NEW, "k1": OLD}).rewrap("document/img_b", ring.seal(NAME, b"data"))


def test_a_ring_is_read_from_the_setting_and_its_first_key_is_current() -> None:
    ring = Keyring.parse(f" k2:{encoded(NEW)} , k1:{encoded(OLD)}, ")
    assert ring.current == "k2"
    assert ring.open(NAME, Keyring({"k1": OLD}).seal(NAME, b"data")) == b"data"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k1",
        f":{encoded(OLD)}",
        f"k 1:{encoded(OLD)}",
        f"k1:{encoded(OLD)},k1:{encoded(NEW)}",
        f"k1:{encoded(OLD)[:20]}",
        "k1:not base64 at all",
        f"{'k' * 41}:{encoded(OLD)}",
    ],
)
def test_a_setting_that_is_no_key_ring_is_refused_without_repeating_a_key(text: str) -> None:
    with pytest.raises(ValueError, match="key") as refusal:
        Keyring.parse(text)
    assert encoded(OLD)[:20] not in str(refusal.value)
    assert "not base64" not in str(refusal.value)
