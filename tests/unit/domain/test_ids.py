"""Identifiers cannot be guessed, and say what they name."""

from __future__ import annotations

import re
import time

import pytest

from kyc.domain import ids


def test_a_record_id_is_fifteen_lower_case_letters_and_digits() -> None:
    found = {ids.record_id() for _ in range(500)}
    assert len(found) == 500
    assert all(re.fullmatch(r"[a-z0-9]{15}", one) for one in found)
    assert all(ids.is_record_id(one) for one in found)


@pytest.mark.parametrize(
    "text", ["", "short", "k3v9q2m8x1t7b4Z", "k3v9q2m8x1t7b4zz", "k3v9q2m8x1t7b4/", "k3v9q2m8x1t7b4é"]
)
def test_other_shapes_are_no_record_ids(text: str) -> None:
    assert not ids.is_record_id(text)


def test_a_token_holds_at_least_128_random_bits() -> None:
    token = ids.token("sess")
    assert re.fullmatch(r"sess_[a-z0-9]{31}", token)
    assert 31 * 5.169 >= 128
    assert len({ids.token("st") for _ in range(500)}) == 500


def test_event_ids_sort_by_time() -> None:
    earlier = ids.event_id()
    time.sleep(0.002)
    later = ids.event_id()
    assert re.fullmatch(r"evt_[0-9A-HJKMNP-TV-Z]{26}", earlier)
    assert earlier < later


def test_event_ids_of_one_moment_keep_their_order() -> None:
    made = [ids.event_id() for _ in range(500)]
    assert made == sorted(set(made))
