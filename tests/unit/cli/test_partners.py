"""The operator's commands for keys and webhooks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from kyc.cli.partners import partners_cli
from kyc.models import DEFAULT_PARTNER, Delivery, Event, Verification, WebhookEndpoint, transaction
from kyc.services.accounts import keys, partners
from kyc.services.telling import events
from kyc.services.telling.messages import COMPLETED
from tests import make
from tests.unit.cli.conftest import Commands

Run = Callable[..., Result]


@pytest.fixture
def app(commands: Commands) -> Iterator[Flask]:
    with commands(partners_cli) as made:
        yield made


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    """Runs `partners …` on an installation that was set up."""
    tools = app.config["TOOLS"]
    with transaction(session):
        partners.ensure_default(session, tools.settings, tools.keyring)
    runner = app.test_cli_runner()

    def invoke(*words: str) -> Result:
        result = runner.invoke(args=["partners", *words])
        session.rollback()
        return result

    return invoke


@pytest.mark.parametrize("mode", ["live", "test"])
def test_a_key_that_was_created_opens(run: Run, app: Flask, session: Session, mode: str) -> None:
    result = run("key", "create", "--mode", mode, "--name", "shop")
    assert result.exit_code == 0
    key = result.output.strip()
    assert key.startswith(f"ekyc_{mode}_")
    caller = keys.authenticate(session, app.config["SETTINGS"], key)
    assert caller is not None
    assert (caller.partner_id, caller.mode) == (DEFAULT_PARTNER, mode)


def test_a_key_is_for_testing_and_may_do_everything_unless_said_otherwise(
    run: Run, app: Flask, session: Session
) -> None:
    everything = keys.authenticate(session, app.config["SETTINGS"], run("key", "create").output.strip())
    reading = run("key", "create", "--scope", "sessions:read").output.strip()
    reader = keys.authenticate(session, app.config["SETTINGS"], reading)
    assert everything is not None
    assert reader is not None
    assert (everything.mode, everything.scopes) == ("test", set(keys.SCOPES))
    assert reader.scopes == {"sessions:read"}


def test_the_list_shows_ids_and_never_a_key(run: Run) -> None:
    key = run("key", "create", "--name", "shop").output.strip()
    listed = run("key", "list").output
    key_id = key.split("_")[2]
    assert f"{key_id}  test  active" in listed
    assert "shop" in listed
    assert key.split("_")[3] not in listed


def test_a_revoked_key_is_shut_and_listed_as_such(run: Run, app: Flask, session: Session) -> None:
    key = run("key", "create").output.strip()
    key_id = key.split("_")[2]
    assert run("key", "revoke", key_id).output == f"{key_id} revoked\n"
    assert keys.authenticate(session, app.config["SETTINGS"], key) is None
    assert f"{key_id}  test  revoked" in run("key", "list").output


def test_revoking_an_unknown_key_fails_and_says_where_to_look(run: Run) -> None:
    result = run("key", "revoke", "nosuchkey0")
    assert result.exit_code == 1
    assert "flask kyc partners key list" in result.output


def test_a_mode_that_does_not_exist_is_refused(run: Run) -> None:
    assert run("key", "create", "--mode", "prod").exit_code == 2


def test_the_webhook_address_is_set_and_set_again(run: Run, session: Session) -> None:
    for url in ("https://partner.example/a", "https://partner.example/b"):
        assert run("webhook", "set", url).exit_code == 0
    assert session.scalars(sa.select(WebhookEndpoint.url)).all() == ["https://partner.example/b"]
    assert "enabled  https://partner.example/b" in run("webhook", "list").output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/hook", "OUTGOING_ALLOW"),
        ("http://169.254.169.254/", "OUTGOING_ALLOW"),
        ("ftp://partner.example/", "no http or https address"),
        ("partner.example", "no http or https address"),
        ("https://user:secret@partner.example/", "no http or https address"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused_with_the_way_on(
    run: Run, session: Session, url: str, words: str
) -> None:
    result = run("webhook", "set", url)
    assert result.exit_code == 1
    assert words in result.output
    assert session.scalars(sa.select(WebhookEndpoint)).all() == []


def test_the_signing_secret_is_printed_for_the_partner(run: Run, app: Flask) -> None:
    assert run("webhook", "secret").output.strip() == app.config["SETTINGS"].webhook_secret.get_secret_value()


def test_a_delivery_that_was_given_up_is_listed_and_sent_again(run: Run, session: Session) -> None:
    run("webhook", "set", "https://partner.example/a")
    delivery = given_up(session)
    listed = run("webhook", "list").output
    assert f"{delivery.id}  given up after 0 attempts  {delivery.event_id}" in listed
    assert run("webhook", "replay", delivery.id).output == "queued\n"
    assert session.get_one(Delivery, delivery.id, populate_existing=True).state == "pending"


def given_up(session: Session) -> Delivery:
    with transaction(session):
        verification = make.verification(session)
        events.announce(session, verification, COMPLETED)
        delivery = session.scalars(sa.select(Delivery).join(Event).where(Event.type == COMPLETED)).one()
        delivery.state = "dead"
    session.rollback()
    return delivery


def test_replaying_an_unknown_delivery_fails_and_says_where_to_look(run: Run) -> None:
    result = run("webhook", "replay", f"dlv_{secrets.token_hex(4)}")
    assert result.exit_code == 1
    assert "flask kyc partners webhook list" in result.output


def test_nothing_can_be_shown_before_the_first_start(app: Flask, session: Session) -> None:
    with transaction(session):
        for table in (WebhookEndpoint, Verification):
            session.execute(sa.delete(table))
        session.execute(sa.text("delete from partner"))
    result = app.test_cli_runner().invoke(args=["partners", "webhook", "secret"])
    assert result.exit_code == 1
    assert "flask kyc init" in result.output


def test_the_events_of_the_endpoint_are_chosen_and_stay_when_its_address_changes(run: Run, session: Session) -> None:
    run("webhook", "set", "https://partner.example/a")
    assert run("webhook", "events", "verification.completed", "profile.flagged").output == "set\n"
    run("webhook", "set", "https://partner.example/b")
    listed = run("webhook", "list").output
    assert "https://partner.example/b  verification.completed profile.flagged" in listed


def test_an_event_that_does_not_exist_cannot_be_chosen(run: Run) -> None:
    run("webhook", "set", "https://partner.example/a")
    result = run("webhook", "events", "profile.unflagged")
    assert (result.exit_code, "profile.flagged" in result.output) == (2, True)


def test_without_an_endpoint_there_is_nothing_to_choose(run: Run) -> None:
    result = run("webhook", "events", "*")
    assert (result.exit_code, "webhook set URL" in result.output) == (1, True)


# other partners


def test_another_partner_has_keys_of_its_own(run: Run, app: Flask, session: Session) -> None:
    partner_id = run("add", "Nordhaven").output.strip()
    assert f"{partner_id}  Nordhaven" in run("list").output
    key = run("key", "create", "--partner", partner_id).output.strip()
    caller = keys.authenticate(session, app.config["SETTINGS"], key)
    assert caller is not None
    assert caller.partner_id == partner_id
    assert partner_id in run("key", "list").output


def test_a_partner_that_is_there_already_is_not_added_again(run: Run) -> None:
    run("add", "Nordhaven")
    result = run("add", "nordhaven")
    assert result.exit_code == 1
    assert "There is a partner with this name already." in result.output


def test_a_key_for_nobody_is_not_made(run: Run) -> None:
    result = run("key", "create", "--partner", "ptn_nobody")
    assert result.exit_code == 1
    assert "flask kyc partners list" in result.output


def test_a_key_may_have_an_end(run: Run) -> None:
    run("key", "create", "--days", "30")
    assert "until " in run("key", "list").output
