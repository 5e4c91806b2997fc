"""The audit chain names the settings that changed between two starts, and tells no value."""

from __future__ import annotations

import json

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import transaction
from kyc.services.record import audit, settings_trail


def start(session: Session, settings: Settings) -> list[str]:
    with transaction(session):
        return settings_trail.note_changes(session, settings)


def test_the_first_start_notes_every_setting(session: Session, settings: Settings) -> None:
    assert set(start(session, settings)) == set(settings_trail.noted_settings())


def test_a_start_with_the_same_settings_notes_nothing(session: Session, settings: Settings) -> None:
    start(session, settings)
    assert start(session, settings) == []
    assert len(list(audit.entries(session))) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("session_ttl", 99), ("webhook_url", "https://a.example"), ("webhook_secret", SecretStr("x"))]
)
def test_a_changed_setting_is_named(session: Session, settings: Settings, name: str, value: object) -> None:
    start(session, settings)
    assert start(session, settings.model_copy(update={name: value})) == [name]
    assert start(session, settings) == [name]


def test_no_value_is_told(session: Session, settings: Settings) -> None:
    start(session, settings.model_copy(update={"webhook_secret": SecretStr("whsec_hush"), "partner_name": "Acme Bank"}))
    told = json.dumps([entry.detail for entry in audit.entries(session)])
    assert "hush" not in told
    assert "Acme" not in told


def test_another_pepper_makes_other_digests(session: Session, settings: Settings) -> None:
    start(session, settings)
    changed = start(session, settings.model_copy(update={"api_key_pepper": SecretStr("another")}))
    assert set(changed) == set(settings_trail.noted_settings())


def test_while_the_earlier_pepper_counts_only_what_changed_is_named(session: Session, settings: Settings) -> None:
    start(session, settings)
    rotated = {"api_key_pepper": SecretStr("another"), "api_key_pepper_fallbacks": settings.api_key_pepper}
    changed = start(session, settings.model_copy(update=rotated))
    assert changed == ["api_key_pepper", "api_key_pepper_fallbacks"]
    assert start(session, settings.model_copy(update=rotated)) == []


def test_machines_of_one_installation_do_not_contradict_one_another(session: Session, settings: Settings) -> None:
    start(session, settings)
    assert start(session, settings.model_copy(update={"port": 3001})) == []
