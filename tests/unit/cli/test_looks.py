"""The operator's command for a partner's look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from kyc.cli.partners import partners_cli
from kyc.models import DEFAULT_PARTNER, Partner, transaction
from kyc.services.accounts import looks, partners
from tests.looks import GREEN, YELLOW, another_partner, logo_file
from tests.unit.cli.conftest import Commands

Run = Callable[..., Result]


@pytest.fixture
def app(commands: Commands) -> Iterator[Flask]:
    with commands(partners_cli) as made:
        yield made


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    """Runs `partners look …` on an installation that was set up."""
    tools = app.config["TOOLS"]
    with transaction(session):
        partners.ensure_default(session, tools.settings, tools.keyring)
    runner = app.test_cli_runner()

    def invoke(*words: str) -> Result:
        result = runner.invoke(args=["partners", "look", *words])
        session.rollback()
        session.expire_all()
        return result

    return invoke


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {"light": logo_file(), "dark": logo_file("#c0f0e0"), "svg": b"<svg/>"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in contents}


def lines(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split(maxsplit=1) for line in result.output.splitlines()]


def test_without_options_the_look_is_shown_and_nothing_changes(run: Run, session: Session) -> None:
    before = looks.look_of(session, DEFAULT_PARTNER)
    output = run().output
    assert f"name        {before.name} (the partner's own)" in output
    assert "accent      the house's" in output
    assert "logo        none: the name stands there" in output
    assert looks.look_of(session, DEFAULT_PARTNER) == before


def test_a_look_is_set_at_once_and_shown(run: Run, session: Session, files: dict[str, str]) -> None:
    words = ("--name", "Nordhaven", "--accent", GREEN, "--shape", "round", "--logo", files["light"])
    shown = lines(run(*words, "--logo-dark", files["dark"]))
    assert ["name", "Nordhaven"] in shown
    assert ["accent", GREEN] in shown
    assert ["on", "dark     #70b39e (derived)"] in shown
    found = looks.look_of(session, DEFAULT_PARTNER)
    assert (found.name, found.accent, found.shape, found.updated_by) == ("Nordhaven", GREEN, "round", "operator")
    assert found.logo
    assert found.logo_dark


def test_each_token_may_be_set_and_given_back_alone(run: Run, session: Session) -> None:
    run("--name", "Nordhaven", "--accent", GREEN)
    run("--accent-dark", YELLOW)
    found = looks.look_of(session, DEFAULT_PARTNER)
    assert (found.name, found.accent, found.accent_dark) == ("Nordhaven", GREEN, YELLOW)
    run("--accent", "")
    found = looks.look_of(session, DEFAULT_PARTNER)
    assert (found.name, found.accent, found.accent_dark) == ("Nordhaven", None, YELLOW)


def test_what_is_wrong_is_told_by_option_and_nothing_changes(run: Run, session: Session) -> None:
    result = run("--name", "Nordhaven", "--accent", YELLOW, "--accent-dark", "blue")
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    assert "--accent: it is too weak on light pages" in result.output
    assert "the nearest shade that does is #856a00" in result.output
    assert "--accent-dark: a colour is written like" in result.output
    assert looks.look_of(session, DEFAULT_PARTNER).own_name is None


def test_a_file_that_is_no_logo_is_told(run: Run, files: dict[str, str]) -> None:
    result = run("--logo", files["svg"])
    assert result.exit_code == 1
    assert "--logo: a logo is a PNG, JPEG or WebP" in result.output
    assert run("--logo", "/nowhere.png").exit_code == 2


def test_a_logo_may_go_alone_and_the_whole_look_too(run: Run, session: Session, files: dict[str, str]) -> None:
    run("--name", "Nordhaven", "--logo", files["light"])
    run("--no-logo")
    assert looks.look_of(session, DEFAULT_PARTNER).logo is None
    assert looks.look_of(session, DEFAULT_PARTNER).name == "Nordhaven"
    run("--clear")
    assert looks.look_of(session, DEFAULT_PARTNER).own_name is None


def test_clear_comes_before_what_else_is_asked_for(run: Run, session: Session) -> None:
    run("--name", "Nordhaven", "--shape", "round")
    run("--clear", "--accent", GREEN)
    found = looks.look_of(session, DEFAULT_PARTNER)
    assert (found.own_name, found.shape, found.accent) == (None, "soft", GREEN)


def test_another_partner_is_named(run: Run, session: Session) -> None:
    with transaction(session):
        second = another_partner(session)
    run(second, "--name", "Second to none")
    assert looks.look_of(session, second).name == "Second to none"
    assert looks.look_of(session, DEFAULT_PARTNER).own_name is None
    result = run("ptn_nobody", "--clear")
    assert result.exit_code == 1
    assert "there is no partner ptn_nobody" in result.output


def test_before_anything_is_set_up_the_way_there_is_told(app: Flask, session: Session) -> None:
    with transaction(session):
        session.execute(sa.delete(Partner))
    result = app.test_cli_runner().invoke(args=["partners", "look"])
    assert result.exit_code == 1
    assert "run: flask kyc init" in result.output
