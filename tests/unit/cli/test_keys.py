"""The operator's commands for the key ring."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.adapters import blobs
from kyc.adapters.blobs import Keyring
from kyc.cli.keys import keys_cli
from kyc.config import Settings
from kyc.domain.evidence import Engine, FaceTemplate
from kyc.domain.ports import SealBroken
from kyc.models import DEFAULT_PARTNER, Document, DocumentTrace, Partner, Selfie, WebhookEndpoint, db, transaction
from kyc.services.accounts import partners
from kyc.services.examining import traces
from kyc.services.telling import endpoints
from kyc.services.telling.endpoints import EndpointChanges
from kyc.tools import Tools
from tests import make
from tests.unit.cli.conftest import Commands

OLD, NEW = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
PORTRAIT = FaceTemplate(Engine("faces", "1"), 0.65, b"\x00\x3c")
BEFORE, ROTATED, AFTER = f"k1:{OLD}", f"k2:{NEW},k1:{OLD}", f"k2:{NEW}"


@pytest.fixture
def app(commands: Commands) -> Iterator[Flask]:
    with commands(keys_cli) as made:
        yield made


@pytest.fixture
def tools(app: Flask, settings: Settings) -> Callable[[str], Tools]:
    """The installation as it runs with a key ring."""

    def with_ring(ring: str) -> Tools:
        made = Tools(settings.model_copy(update={"blob_keys": SecretStr(ring)}))
        app.config["TOOLS"] = made
        return made

    return with_ring


@pytest.fixture
def stored(tools: Callable[[str], Tools], session: Session) -> list[str]:
    """Two images, a frame, a portrait and the secrets of a partner and an endpoint, sealed by the old key."""
    before = tools(BEFORE)
    with transaction(session):
        partners.ensure_default(session, before.settings, before.keyring)
        verification = make.verification(session)
        common = {
            "verification_id": verification.id,
            "sha256": "0" * 64,
            "width": 1,
            "height": 1,
            "capture_method": "api",
        }
        session.add(Document(id="doc_1", type="passport", side="data_page", blob="document/img_1", **common))
        session.add(Document(id="doc_2", type="passport", side="data_page", blob="document/img_2", **common))
        session.add(Selfie(id="self_1", blob="selfie/img_3", **common))
        session.flush()
        endpoints.create(
            session, before.keyring, DEFAULT_PARTNER, "live", EndpointChanges("https://partner.example/h"), "key1"
        )
        traces.keep(session, before.marks, verification.id, traces.Shown(portrait=PORTRAIT))
    names = ["document/img_1", "selfie/img_3", "frame/img_4"]
    for name in names:
        before.blobs.put(name, name.encode())
    return names


def test_after_rewrapping_the_old_key_can_go(
    app: Flask, tools: Callable[[str], Tools], session: Session, stored: list[str]
) -> None:
    tools(ROTATED)
    runner = app.test_cli_runner()
    told = "3 images, {} of them moved to key k2, {} kept portraits too\n"
    assert runner.invoke(args=["keys", "rewrap"]).output == told.format(3, 1)
    assert runner.invoke(args=["keys", "rewrap"]).output == told.format(0, 0)
    after = tools(AFTER)
    assert [after.blobs.get(name) for name in stored] == [name.encode() for name in stored]
    partner = session.get_one(Partner, DEFAULT_PARTNER, populate_existing=True)
    opened = partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, after.keyring)
    assert opened == (after.settings.webhook_secret.get_secret_value(),)
    endpoint = session.scalars(select(WebhookEndpoint).execution_options(populate_existing=True)).one()
    assert len(endpoints.opened(endpoint, after.keyring)) == 1
    trace = session.scalars(select(DocumentTrace).execution_options(populate_existing=True)).one()
    assert after.marks.open(trace.verification_id, trace.sealed_portrait or b"") == PORTRAIT.vector


def test_a_portrait_whose_key_is_gone_already_stops_nothing(
    app: Flask, tools: Callable[[str], Tools], session: Session, stored: list[str]
) -> None:
    with transaction(session):
        session.execute(update(DocumentTrace).values(sealed_portrait=b"altered"))
    tools(ROTATED)
    assert app.test_cli_runner().invoke(args=["keys", "rewrap"]).output.endswith(" 0 kept portraits too\n")


def test_without_rewrapping_the_old_key_is_still_needed(tools: Callable[[str], Tools], stored: list[str]) -> None:
    assert tools(ROTATED).blobs.get(stored[0]) == stored[0].encode()
    with pytest.raises(SealBroken):
        tools(AFTER).blobs.get(stored[0])


def test_a_new_entry_goes_to_the_front_of_the_ring(app: Flask) -> None:
    entry = app.test_cli_runner().invoke(args=["keys", "new", "k9"]).output.strip()
    ring = Keyring.parse(f"{entry},{BEFORE}")
    assert ring.current == "k9"
    assert ring.open("a", Keyring.parse(BEFORE).seal("a", b"x")) == b"x"


def test_an_id_that_the_setting_could_not_hold_is_refused(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["keys", "new", "k:9"])
    assert result.exit_code == 1
    assert "letters, digits" in result.output


def test_a_store_that_was_never_used_has_nothing_to_move(app: Flask, tools: Callable[[str], Tools]) -> None:
    made = tools(BEFORE)
    assert list(blobs.create(made.settings.blob_url, made.keyring).names()) == []
    with db.session.begin():
        db.session.merge(
            Partner(
                id=DEFAULT_PARTNER,
                name="x",
                sealed_webhook_secret=made.keyring.seal(partners.secret_name(DEFAULT_PARTNER), b"x"),
            )
        )
    assert app.test_cli_runner().invoke(args=["keys", "rewrap"]).output == (
        "0 images, 0 of them moved to key k1, 0 kept portraits too\n"
    )
