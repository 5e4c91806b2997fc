"""A mistaken setting: one sentence and an exit code, from every door, and the doctor looks at the rest."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.exc import OperationalError

from kyc.cli.mistaken import NOWHERE, PlainGroup, application, load_despite
from kyc.config import Settings
from kyc.mistakes import Mistaken

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("nothing_set")]
WORKER, DOCTOR = ("flask", "--app", "wsgi", "kyc", "worker"), ("flask", "--app", "wsgi", "kyc", "doctor", "--json")


def bare(settings: Settings) -> Flask:
    made = Flask("bare")
    made.config["SETTINGS"] = settings
    return made


def test_settings_that_are_right_make_the_application() -> None:
    assert application(bare, WORKER).config["SETTINGS"].port == 3000


@pytest.mark.parametrize(("server", "code"), [(None, 2), ("gunicorn.arbiter", 4)])
def test_a_mistake_ends_the_process_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], server: str | None, code: int
) -> None:
    monkeypatch.delitem(sys.modules, "gunicorn.arbiter", raising=False)
    if server:
        monkeypatch.setitem(sys.modules, server, ModuleType(server))
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@db/kyc")
    with pytest.raises(SystemExit) as ended:
        application(bare, WORKER)
    said = capsys.readouterr().err
    assert ended.value.code == code
    assert said.startswith("Error: DATABASE_URL has to begin with ")
    assert (said.count("\n"), "hunter2" in said) == (1, False)


def test_the_doctor_gets_an_application_of_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "three")
    made = application(bare, DOCTOR)
    assert (made.config["SETTINGS"].port, made.config["MISTAKES"].keys()) == (3000, {"PORT"})


def test_a_partner_called_doctor_is_no_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "three")
    with pytest.raises(SystemExit):
        application(bare, ("flask", "kyc", "partners", "add", "doctor"))


def test_what_is_right_can_be_loaded_beside_what_is_mistaken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DATABASE_URL": "nonsense", "BLOB_KEYS": "nonsense", "PORT": "4001"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PASSWORD_SIGN_IN", "false")
    settings, mistakes = load_despite()
    assert mistakes.keys() == {"DATABASE_URL", "PASSWORD_SIGN_IN", "BLOB_KEYS"}
    assert (settings.port, settings.database_url, settings.password_sign_in) == (4001, NOWHERE, True)
    assert settings.blob_keys == load_despite(blob_keys="")[0].blob_keys


def test_nothing_stands_in_for_the_folder_of_everything(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    with pytest.raises(Mistaken, match="INSTANCE_DIR"):
        load_despite()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Mistaken({"POLICY_FILE": "is not there"}), "Error: POLICY_FILE is not there\n"),
        (OperationalError("SELECT 'hunter2'", {}, OSError("hunter2")), "Error: the database does not do as asked"),
    ],
)
def test_a_command_that_meets_one_later_ends_in_the_same_way(error: Exception, words: str) -> None:
    group = PlainGroup("kyc")

    @group.command(with_appcontext=False)
    def start() -> None:
        raise error

    answer = CliRunner().invoke(group, ["start"])
    assert (answer.exit_code, answer.output.startswith(words), "hunter2" in answer.output) == (2, True, False)


def test_other_errors_stay_what_they_are() -> None:
    group = PlainGroup("kyc")

    @group.command(with_appcontext=False)
    def start() -> None:
        raise click.ClickException("the port is taken")

    assert CliRunner().invoke(group, ["start"]).exit_code == 1
