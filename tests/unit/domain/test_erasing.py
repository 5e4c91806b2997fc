"""Tombstones as lines of a file."""

from __future__ import annotations

import json

import pytest

from kyc.domain.erasing import Tombstone, digest_of, from_lines, from_members, to_line

STONE = Tombstone(
    "rcpt_1", "2026-01-02T03:04:05.678Z", "ptn_1", "live", "0" * 15, True, ("sess_1", "sess_2"), "unlawful", "k"
)


def test_a_line_is_read_as_it_was_written() -> None:
    assert list(from_lines([to_line(STONE) + "\n"])) == [STONE]


def test_the_digest_is_that_of_every_member() -> None:
    members = json.loads(to_line(STONE))
    changed = {
        "whole": False,
        "sessions": ["sess_1"],
        **{name: "x" for name in members if name not in ("whole", "sessions")},
    }
    digests = {digest_of(from_members({**members, name: value})) for name, value in changed.items()}
    assert len({*digests, digest_of(STONE)}) == len(members) + 1


def test_a_last_line_without_its_end_is_left_out() -> None:
    assert list(from_lines([to_line(STONE) + "\n", to_line(STONE)[:50]])) == [STONE]


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", '{"id": 1}'])
def test_another_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(from_lines([to_line(STONE) + "\n", line + "\n"]))


@pytest.mark.parametrize("change", [{"whole": "yes"}, {"sessions": "sess_1"}, {"sessions": [1]}, {"id": None}])
def test_a_member_of_another_kind_is_no_tombstone(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a tombstone"):
        from_members({**json.loads(to_line(STONE)), **change})
