"""An object as it lies in the store goes out for a backup and comes back; and when it was written is known."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyc.adapters.blobs import Keyring, SealedStore, create
from kyc.domain.errors import NotFound

RING = Keyring({"k1": secrets.token_bytes(32)})


@pytest.fixture
def store(tmp_path: Path) -> SealedStore:
    return create(f"file://{tmp_path / 'one'}", RING)


def test_a_sealed_object_opens_in_another_store_under_the_same_name_and_keys(
    store: SealedStore, tmp_path: Path
) -> None:
    store.put("document/one", b"picture")
    sealed = store.sealed("document/one")
    assert b"picture" not in sealed
    other = create(f"file://{tmp_path / 'two'}", RING)
    other.put_sealed("document/one", sealed)
    assert other.get("document/one") == b"picture"


def test_when_an_object_was_written_is_known_in_utc(store: SealedStore) -> None:
    store.put("document/one", b"picture")
    written = store.written_at("document/one")
    assert written.tzinfo is UTC
    assert abs(datetime.now(UTC) - written) < timedelta(hours=1)


def test_what_is_not_there_is_not_found(store: SealedStore) -> None:
    for ask in (store.sealed, store.written_at):
        with pytest.raises(NotFound):
            ask("document/none")


@pytest.mark.parametrize("name", ["../one", "/etc/one", ".writing/one"])
def test_no_name_leaves_the_store(store: SealedStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        store.put_sealed(name, b"")
