"""Keys in a setting: by id, in their order, and a mistake is named by its place alone."""

from __future__ import annotations

import base64

import pytest

from kyc.domain.key_entries import parse_keys

ONE, TWO = b"1" * 32, b"2" * 32


def entry(name: str, key: bytes) -> str:
    return f"{name}:{base64.b64encode(key).decode()}"


def test_keys_are_read_in_their_order_and_empty_places_are_nothing() -> None:
    assert list(parse_keys(f" {entry('k2', TWO)}, ,{entry('k1', ONE)},", "R", 32).items()) == [("k2", TWO), ("k1", ONE)]
    assert parse_keys("", "R", 32) == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (f"{entry('k1', ONE)},{entry('k1', TWO)}", "key 2 of R needs an id of its own"),
        (entry("k 1", ONE), "key 1 of R needs an id of its own"),
        (entry("k1", b"short"), "key 1 of R needs 32 bytes in base64"),
        ("k1:no base64!", "key 1 of R needs 32 bytes in base64"),
    ],
)
def test_a_mistake_is_named_by_its_place_and_the_key_is_not_told(wrong: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        parse_keys(wrong, "R", 32)
    assert wrong.rpartition(":")[2] not in str(caught.value)
