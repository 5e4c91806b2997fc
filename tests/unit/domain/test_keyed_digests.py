"""Digests that say nothing without the pepper, and compare within one scope alone."""

from __future__ import annotations

import pytest

from kyc.domain.keyed_digests import scoped_digest

SCOPE, TEXT = "document number|ptn_1|live", "SGP|E1234567"


def test_a_digest_never_changes_because_stored_ones_are_compared_with_it() -> None:
    expected = "3d1e58186ba3b9106ae07b790cc7da86213d6b0a2e4d1d55a59f8b1c8b93eccf"
    assert scoped_digest(b"pepper", SCOPE, TEXT) == expected


@pytest.mark.parametrize(
    "other",
    [
        (b"another", SCOPE, TEXT),
        (b"pepper", "document number|ptn_2|live", TEXT),
        (b"pepper", SCOPE, "SGP|E1234568"),
    ],
)
def test_another_pepper_scope_or_text_gives_another_digest(other: tuple[bytes, str, str]) -> None:
    assert scoped_digest(*other) != scoped_digest(b"pepper", SCOPE, TEXT)
