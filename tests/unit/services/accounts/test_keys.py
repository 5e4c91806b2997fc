"""Keys that open and keys that do not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.config import Settings, load
from kyc.domain.errors import Invalid, NotFound
from kyc.models import DEFAULT_PARTNER, ApiKey, transaction, utcnow
from kyc.services.accounts import keys
from kyc.services.accounts.keys import SCOPES, authenticate, issue

PEPPER = "a pepper"
LIVE, TEST = "first-generation-key", "ekyc_test_first-generation"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(
        _env_file=None,
        instance_dir=tmp_path,
        valid_api_keys=(LIVE, TEST),
        api_key_pepper=SecretStr(PEPPER),
    )


@pytest.fixture
def key(books: Session) -> str:
    with transaction(books):
        return issue(books, PEPPER, DEFAULT_PARTNER, "live", "shop")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


def resealed(key: str) -> str:
    """The same text with a checksum that holds."""
    body = key[:-8]
    return body + f"{zlib.crc32(body.encode()):08x}"


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_new_key_has_the_documented_shape_and_opens(books: Session, settings: Settings, mode: str) -> None:
    with transaction(books):
        key = issue(books, PEPPER, DEFAULT_PARTNER, mode, "shop")
    prefix, word, key_id, rest = key.split("_")
    assert (prefix, word, len(key_id), len(rest)) == ("ekyc", mode, 10, 32 + 8)
    caller = authenticate(books, settings, key)
    assert caller is not None
    assert (caller.partner_id, caller.mode, caller.key_id) == (DEFAULT_PARTNER, mode, key_id)
    assert caller.scopes == frozenset(SCOPES)


def test_the_database_holds_a_digest_and_never_the_key(books: Session, key: str) -> None:
    row = books.scalars(sa.select(ApiKey).where(ApiKey.name == "shop")).one()
    assert len(row.digest) == 64
    stored = " ".join(str(getattr(row, column.name)) for column in ApiKey.__table__.columns)
    assert key.split("_")[3][:32] not in stored


def test_no_two_keys_are_alike(books: Session) -> None:
    with transaction(books):
        keys = {issue(books, PEPPER, DEFAULT_PARTNER, "test", "") for _ in range(20)}
    assert len(keys) == 20


def test_a_key_carries_only_the_scopes_it_was_given(books: Session, settings: Settings) -> None:
    with transaction(books):
        key = issue(books, PEPPER, DEFAULT_PARTNER, "live", "reader", ("sessions:read",))
    caller = authenticate(books, settings, key)
    assert caller is not None
    assert caller.scopes == {"sessions:read"}


@pytest.mark.parametrize(("mode", "scopes"), [("prod", SCOPES), ("", SCOPES), ("live", ("everything",))])
def test_a_key_of_no_known_mode_or_scope_is_not_made(books: Session, mode: str, scopes: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        issue(books, PEPPER, DEFAULT_PARTNER, mode, "x", scopes)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: "",
        lambda key: key[:-1],
        lambda key: key + "0",
        lambda key: " " + key,
        lambda key: key.upper(),
        lambda key: key.replace("ekyc_live", "ekyc_test"),
        lambda key: key[:30] + ("a" if key[30] != "a" else "b") + key[31:],
        lambda key: key + "\n",
        lambda key: key.replace("_", "-"),
        lambda key: "ä" + key[1:],
        lambda key: "\ud800",
        lambda key: "x" * 100_000,
        lambda key: "' or 1=1 --",
    ],
)
def test_a_mistyped_key_is_refused_before_the_database(
    books: Session, engine: Engine, settings: Settings, key: str, spoil: object
) -> None:
    with statements(engine) as seen:
        assert authenticate(books, settings, spoil(key)) is None  # type: ignore[operator]
    assert seen == []


def test_a_wrong_secret_with_a_right_checksum_is_refused(books: Session, settings: Settings, key: str) -> None:
    forged = resealed(key[:30] + ("a" if key[30] != "a" else "b") + key[31:])
    assert authenticate(books, settings, forged) is None


def test_a_live_key_cannot_be_dressed_up_as_a_test_key(books: Session, settings: Settings, key: str) -> None:
    assert authenticate(books, settings, resealed(key.replace("ekyc_live", "ekyc_test"))) is None


def test_an_unknown_id_is_refused(books: Session, settings: Settings, key: str) -> None:
    unknown = "zzzzzzzzzz" if "zzzzzzzzzz" not in key else "yyyyyyyyyy"
    assert authenticate(books, settings, resealed(key[:10] + unknown + key[20:])) is None


def test_another_pepper_makes_every_key_worthless(books: Session, settings: Settings, key: str) -> None:
    changed = settings.model_copy(update={"api_key_pepper": SecretStr("another")})
    assert authenticate(books, changed, key) is None


@pytest.fixture
def rotated(settings: Settings) -> Settings:
    """A new pepper in front, the one that `key` was kept under behind another."""
    others = SecretStr(f"a third, {PEPPER}")
    return settings.model_copy(update={"api_key_pepper": SecretStr("the next"), "api_key_pepper_fallbacks": others})


def test_a_key_under_an_earlier_pepper_is_good_while_that_one_counts(
    books: Session, rotated: Settings, key: str
) -> None:
    found = authenticate(books, rotated, key)
    assert found
    assert found.key_id == key.split("_")[2]
    assert authenticate(books, rotated, resealed(key[:-9] + ("a" if key[-9] != "a" else "b") + key[-8:])) is None


def test_once_it_was_renewed_the_earlier_pepper_can_go(
    books: Session, settings: Settings, rotated: Settings, key: str
) -> None:
    with transaction(books):
        keys.renew(books, rotated, key.split("_")[2], key)
    assert authenticate(books, rotated.model_copy(update={"api_key_pepper_fallbacks": SecretStr("")}), key)
    assert authenticate(books, settings, key) is None


def test_where_no_other_pepper_counts_nothing_is_asked_and_nothing_is_renewed(
    books: Session, settings: Settings, key: str
) -> None:
    with statements(books.get_bind().engine) as seen, transaction(books):
        assert authenticate(books, settings, key)
        keys.renew(books, settings, key.split("_")[2], key)
    assert len([one for one in seen if "api_key" in one]) == 1


def test_a_revoked_key_is_refused_at_once_and_may_be_revoked_again(
    books: Session, settings: Settings, key: str
) -> None:
    for _ in range(2):
        with transaction(books):
            keys.revoke(books, key.split("_")[2])
        assert authenticate(books, settings, key) is None


def test_revoking_what_does_not_exist_is_not_found(books: Session) -> None:
    with pytest.raises(NotFound):
        keys.revoke(books, "nosuchkey0")


@pytest.mark.parametrize(("hours", "opens"), [(1, True), (-1, False)])
def test_a_key_ends_when_it_expires(books: Session, settings: Settings, hours: int, opens: bool) -> None:
    with transaction(books):
        key = issue(books, PEPPER, DEFAULT_PARTNER, "live", "", SCOPES, utcnow() + timedelta(hours=1))
        row = books.get_one(ApiKey, key.split("_")[2])
        row.expires_at = utcnow() + timedelta(hours=hours)
    assert keys.state(row) == ("active" if opens else "expired")
    assert (authenticate(books, settings, key) is not None) == opens


def test_two_keys_are_valid_at_once_during_rotation(books: Session, settings: Settings, key: str) -> None:
    with transaction(books):
        new = issue(books, PEPPER, DEFAULT_PARTNER, "live", "shop, new")
    assert authenticate(books, settings, key)
    assert authenticate(books, settings, new)


def test_a_stored_key_costs_one_statement(books: Session, engine: Engine, settings: Settings, key: str) -> None:
    books.rollback()
    with statements(engine) as seen:
        assert authenticate(books, settings, key)
    assert len([statement for statement in seen if not statement.startswith("BEGIN")]) == 1


def test_a_configured_key_belongs_to_the_default_partner_and_asks_no_database(
    books: Session, engine: Engine, settings: Settings
) -> None:
    with statements(engine) as seen:
        live, test = authenticate(books, settings, LIVE), authenticate(books, settings, TEST)
    assert seen == []
    assert live is not None
    assert test is not None
    assert (live.partner_id, live.mode) == (DEFAULT_PARTNER, "live")
    assert (test.partner_id, test.mode) == (DEFAULT_PARTNER, "test")
    assert live.key_id != test.key_id
    assert LIVE not in live.key_id


@pytest.mark.parametrize("presented", [LIVE[:-1], LIVE + "x", LIVE.upper(), f"{LIVE},{TEST}"])
def test_what_only_resembles_a_configured_key_is_refused(books: Session, settings: Settings, presented: str) -> None:
    assert authenticate(books, settings, presented) is None


def test_no_configured_key_means_that_an_empty_one_opens_nothing(books: Session, settings: Settings) -> None:
    bare = settings.model_copy(update={"valid_api_keys": ()})
    assert authenticate(books, bare, "") is None
    assert authenticate(books, bare, LIVE) is None


def test_use_of_a_key_is_remembered_to_the_hour(books: Session, engine: Engine, key: str) -> None:
    key_id = key.split("_")[2]

    def last_used() -> object:
        return books.scalar(sa.select(ApiKey.last_used_at).where(ApiKey.id == key_id))

    assert last_used() is None
    with transaction(books):
        keys.note_use(books, key_id)
    first = last_used()
    with transaction(books):
        keys.note_use(books, key_id)
    assert first is not None
    assert last_used() == first
