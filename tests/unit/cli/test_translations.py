"""The translators' commands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from flask import Flask

from kyc.cli.translations import translations_cli
from kyc.web import messages, translations
from kyc.web.translations import catalogue_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the French file alone, which has every message there is."""
    wanted = Catalog()
    for message in catalogue_of(Locale.parse("fr")):
        wanted.add(message.id)
    monkeypatch.setattr(messages, "template", lambda: wanted)
    shutil.copytree(translations.FOLDER / "fr", tmp_path / "fr")
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    translations.offered.cache_clear()
    yield tmp_path
    translations.offered.cache_clear()


def run(app: Flask, *words: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(translations_cli, words)
    return answer.exit_code, answer.output


def test_a_language_is_begun_by_its_name(app: Flask, folder: Path) -> None:
    code, said = run(app, "update", "pt-BR")
    assert (code, said.startswith("pt_BR: "), said.endswith("messages to translate\n")) == (0, True, True)
    assert (folder / "pt_BR" / "LC_MESSAGES" / "messages.po").exists()


def test_without_a_name_all_that_are_there_are_brought_up_to_date(app: Flask, folder: Path) -> None:
    assert run(app, "update") == (0, "fr: 0 messages to translate\n")


def test_what_is_missing_is_named_and_fails(app: Flask, folder: Path) -> None:
    file = folder / "fr" / "LC_MESSAGES" / "messages.po"
    file.write_text(file.read_text().replace('msgstr "Passeport"', 'msgstr ""'))
    code, said = run(app, "check")
    assert (code, said.splitlines()) == (1, ["fr: untranslated: Passport", "Error: 1 messages are not in order"])


def test_a_complete_language_passes(app: Flask, folder: Path) -> None:
    assert run(app, "check") == (0, "")


def test_a_name_that_is_no_language_is_refused(app: Flask, folder: Path) -> None:
    code, said = run(app, "update", "nonsense")
    assert (code, "no language is known as nonsense" in said) == (1, True)
