"""The default partner at every start."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.config import Settings, load
from kyc.models import DEFAULT_PARTNER, Partner, WebhookEndpoint, transaction, utcnow
from kyc.services.accounts import partners
from kyc.services.accounts.partners import DEFAULT_ENDPOINT

SECRET, OTHER = "whsec_" + "A" * 32, "whsec_" + "B" * 32


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(_env_file=None, instance_dir=tmp_path, webhook_secret=SecretStr(SECRET))


@pytest.fixture
def empty(books: Session) -> Session:
    """A database in which nothing was set up yet."""
    with transaction(books):
        books.execute(sa.delete(WebhookEndpoint))
        books.execute(sa.delete(Partner))
    books.expunge_all()
    return books


def ensure(session: Session, settings: Settings, keyring: Keyring) -> Partner:
    with transaction(session):
        partners.ensure_default(session, settings, keyring)
    return session.get_one(Partner, DEFAULT_PARTNER)


def test_the_first_start_makes_the_partner_with_its_sealed_secret(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    partner = ensure(empty, settings, keyring)
    assert partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, keyring) == (SECRET,)
    assert SECRET.encode() not in partner.sealed_webhook_secret
    assert empty.scalar(sa.select(sa.func.count()).select_from(WebhookEndpoint)) == 0


def test_a_secret_sealed_for_one_partner_does_not_open_for_another(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    partner = ensure(empty, settings, keyring)
    with pytest.raises(Exception, match="another name"):
        partners.webhook_secrets("ptn_other", partner.sealed_webhook_secret, keyring)


def test_starting_again_changes_nothing(empty: Session, settings: Settings, keyring: Keyring) -> None:
    with_url = settings.model_copy(update={"webhook_url": "https://partner.example/a"})
    for _ in range(2):
        ensure(empty, with_url, keyring)
    assert empty.scalar(sa.select(sa.func.count()).select_from(Partner)) == 1
    endpoints = empty.scalars(sa.select(WebhookEndpoint)).all()
    assert [(one.id, one.url, one.events, one.payload) for one in endpoints] == [
        (DEFAULT_ENDPOINT, "https://partner.example/a", [], "seed")
    ]


def test_a_changed_secret_of_the_settings_replaces_the_old(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    ensure(empty, settings, keyring)
    both = settings.model_copy(update={"webhook_secret": SecretStr(f"{OTHER}, {SECRET}")})
    partner = ensure(empty, both, keyring)
    assert partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, keyring) == (OTHER, SECRET)


def test_a_start_seals_the_secret_under_the_first_key_of_a_rotated_ring(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    ensure(empty, settings, keyring)
    fresh = Keyring({"k2": b"2" * 32})
    partner = ensure(empty, settings, fresh)
    assert partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, fresh) == (SECRET,)


@pytest.mark.parametrize("secret", ["", "plain", "whsec_", "whsec_short", "whsec_!!!!" + "A" * 32, f"{SECRET} plain"])
def test_a_secret_that_could_not_sign_stops_the_start_and_is_not_repeated(
    empty: Session, settings: Settings, keyring: Keyring, secret: str
) -> None:
    wrong = settings.model_copy(update={"webhook_secret": SecretStr(secret)})
    with pytest.raises(ValueError, match="WEBHOOK_SECRET") as problem, transaction(empty):
        partners.ensure_default(empty, wrong, keyring)
    assert "plain" not in str(problem.value)


def test_a_changed_address_of_the_settings_moves_the_endpoint(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    for url in ("https://partner.example/a", "https://partner.example/b"):
        ensure(empty, settings.model_copy(update={"webhook_url": url}), keyring)
    assert empty.get_one(WebhookEndpoint, DEFAULT_ENDPOINT).url == "https://partner.example/b"


def test_without_an_address_in_the_settings_what_the_operator_set_stays(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    ensure(empty, settings, keyring)
    with transaction(empty):
        partners.set_webhook(empty, "https://partner.example/by-hand")
    ensure(empty, settings, keyring)
    assert empty.get_one(WebhookEndpoint, DEFAULT_ENDPOINT).url == "https://partner.example/by-hand"


def test_a_disabled_endpoint_stays_so_until_its_address_changes(
    empty: Session, settings: Settings, keyring: Keyring
) -> None:
    with_url = settings.model_copy(update={"webhook_url": "https://partner.example/a"})
    ensure(empty, with_url, keyring)
    with transaction(empty):
        empty.get_one(WebhookEndpoint, DEFAULT_ENDPOINT).disabled_at = utcnow()
    ensure(empty, with_url, keyring)
    assert empty.get_one(WebhookEndpoint, DEFAULT_ENDPOINT, populate_existing=True).disabled_at
    ensure(empty, settings.model_copy(update={"webhook_url": "https://partner.example/b"}), keyring)
    assert empty.get_one(WebhookEndpoint, DEFAULT_ENDPOINT, populate_existing=True).disabled_at is None


def test_a_start_that_comes_second_takes_the_partner_that_the_first_made(
    empty: Session, settings: Settings, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure(empty, settings, keyring)
    empty.expunge_all()
    real, seen = empty.get, [0]

    def late(*args: object, **rest: object) -> object:
        """Its first look is before the other has committed."""
        seen[0] += 1
        return real(*args, **rest) if seen[0] > 1 else None  # type: ignore[call-overload]

    monkeypatch.setattr(empty, "get", late)
    with transaction(empty):
        partners.ensure_default(empty, settings, keyring)
    assert empty.scalar(sa.select(sa.func.count()).select_from(Partner)) == 1
