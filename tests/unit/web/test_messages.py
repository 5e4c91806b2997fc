"""Gathering messages from the source, and telling what is wrong with a translation."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from jinja2 import TemplateSyntaxError

from kyc.web import messages, translations

WELSH = Locale.parse("cy")
DAY = ("%(num)d day", "%(num)d days")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for translations that is empty."""
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of three files with messages."""
    for name in ("templates/hosted", "web", "domain"):
        (tmp_path / "package" / name).mkdir(parents=True)
    package = tmp_path / "package"
    for name in ("base", "error"):
        (package / "templates" / f"{name}.html").write_text('<p>{{ _("Hello %(who)s", who=name) }}</p>')
    page = '{% set a = lazy("Visa") %}{{ ngettext("%(num)d day", "%(num)d days", n) }}'
    (package / "templates" / "hosted" / "page.html").write_text(page)
    (package / "web" / "door.py").write_text('said = gettext("<b>Bold</b>")\nelse_ = lazy_gettext("Later")\n')
    (package / "domain" / "reasons.toml").write_text('[blurred]\napplicant = "Hold still."\npartner = "Blurred."\n')
    monkeypatch.setattr(messages, "PACKAGE", package)
    return package


def known(**words: str) -> Catalog:
    """A Welsh catalogue in which everything is right but what a test changes, by a message's first word."""
    made = Catalog(WELSH)
    right: dict[str | tuple[str, str], str] = {
        "Hello %(who)s": "Helo %(who)s",
        "Visa": "Fisa",
        "<b>Bold</b>": "<b>Trwm</b>",
        "Later": "Wedyn",
        "Hold still.": "Daliwch yn llonydd.",
    }
    for message, text in right.items():
        made.add(
            message, words.get(str(message).strip("<b>").split(" ", maxsplit=1)[0].split("<", maxsplit=1)[0], text)
        )
    made.add(DAY, ("dim", "un dydd", *["%(num)d dydd"] * (made.num_plurals - 2)))
    return made


def faults(made: Catalog) -> list[str]:
    messages.save(made)
    return messages.faults(WELSH)


def test_messages_come_from_templates_modules_and_reasons(source: Path) -> None:
    found = {message.id: message for message in messages.template() if message.id}
    assert set(found) == {"Hello %(who)s", "Visa", DAY, "<b>Bold</b>", "Later", "Hold still."}
    assert found["Hold still."].auto_comments == ["blurred"]
    assert {place for place, _ in found["Hello %(who)s"].locations} == {"templates/base.html", "templates/error.html"}


def test_a_template_that_does_not_parse_is_an_error(source: Path) -> None:
    (source / "templates" / "base.html").write_text("{% if %}")
    with pytest.raises(TemplateSyntaxError):
        messages.template()


def test_a_complete_language_has_no_faults(source: Path, folder: Path) -> None:
    assert faults(known()) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"Visa": ""}, "untranslated: Visa"),
        ({"Hello": "Helo"}, "placeholders differ: Hello %(who)s"),
        ({"Hello": "Helo %(whom)s"}, "placeholders differ: Hello %(who)s"),
        ({"Hello": "Helo %(who)s %(who)s"}, "placeholders differ: Hello %(who)s"),
        ({"Bold": "<i>Trwm</i>"}, "placeholders differ: <b>Bold</b>"),
        ({"Later": "Wedyn "}, "placeholders differ: Later"),
        ({"Later": "Wedyn {move}"}, "placeholders differ: Later"),
    ],
)
def test_a_fault_is_named_with_its_message(source: Path, folder: Path, change: dict[str, str], fault: str) -> None:
    assert faults(known(**change)) == [fault]


def test_a_fuzzy_message_and_one_that_is_no_more_are_faults(source: Path, folder: Path) -> None:
    made = known()
    made["Visa"].flags.add("fuzzy")
    made.add("Gone", "Wedi mynd")
    assert faults(made) == ["obsolete: Gone", "fuzzy: Visa"]


def test_every_form_of_a_plural_is_needed(source: Path, folder: Path) -> None:
    made = known()
    made[DAY].string = ("dim", "un dydd", *[""] * (made.num_plurals - 2))
    assert faults(made) == ["untranslated: %(num)d day"]


def test_a_language_is_begun_with_every_message_empty(source: Path, folder: Path) -> None:
    messages.refresh(WELSH)
    assert len(messages.faults(WELSH)) == 6
    text = translations.path_of(WELSH).read_text()
    assert text.startswith("# The applicant's pages in Welsh.")
    assert "fuzzy" not in text
    assert f"nplurals={Catalog(WELSH).num_plurals};" in text


def test_bringing_a_file_up_to_date_keeps_what_is_translated_and_drops_what_is_no_more(
    source: Path, folder: Path
) -> None:
    made = known()
    made.add("Gone", "Wedi mynd")
    messages.save(made)
    (source / "web" / "door.py").write_text('said = gettext("<b>Bold</b>")\nelse_ = gettext("New")\n')
    messages.refresh(WELSH)
    assert messages.faults(WELSH) == ["untranslated: New"]
    assert "Gone" not in translations.path_of(WELSH).read_text()


def test_a_file_that_is_up_to_date_stays_as_it_is(source: Path, folder: Path) -> None:
    messages.save(known())
    messages.refresh(WELSH)
    before = translations.path_of(WELSH).read_bytes()
    messages.refresh(WELSH)
    assert translations.path_of(WELSH).read_bytes() == before
