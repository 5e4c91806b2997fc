"""Every word an applicant may read is translated, whole and into every language that is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale

from kyc.domain.reasons import CATALOGUE
from kyc.web import messages
from kyc.web.translations import SOURCE, offered
from tests.architecture.template_words import literals, tables_read_once

TEMPLATES = messages.PACKAGE / "templates"
SHOWN = [TEMPLATES / "base.html", TEMPLATES / "error.html", *sorted((TEMPLATES / "hosted").rglob("*.html"))]
OTHERS = [locale for locale in offered() if str(locale) != SOURCE]


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_the_languages_of_the_pages_are_offered() -> None:
    assert {str(locale) for locale in OTHERS} >= {"es", "fr", "ar", "zh_Hans"}


@pytest.mark.parametrize("locale", OTHERS, ids=str)
def test_a_language_is_complete(locale: Locale) -> None:
    assert messages.faults(locale) == [], "mend with `flask kyc translations update` and a translation"


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_a_template_says_nothing_past_gettext(path: Path) -> None:
    assert literals(path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in SHOWN if path.name.startswith("_")], ids=name)
def test_the_tables_of_a_module_are_translated_where_they_are_shown(path: Path) -> None:
    assert tables_read_once(path.read_text()) == [], "use lazy(…)"


def test_the_advice_of_every_reason_is_among_the_messages() -> None:
    known = messages.template()
    assert [code for code, words in CATALOGUE.items() if known.get(words.applicant) is None] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<p>{{ name }} is here</p>",
        '<p aria-label="Close"></p>',
        '<p data-say-busy="please wait"></p>',
        '<p data-other="Please wait a little"></p>',
        "{{ 'Error: ' if wrong }}",
        "{{ 'you are not there' if wrong }}",
        "{% set title = 'Passport' %}",
        '{{ _("Hello %(who)s", who="Anybody") }}',
        "{% if a %}<b>yes</b>{% endif %}",
        ' data-face="{{ address }}" data-say-far="Come closer."',
    ],
)
def test_words_past_gettext_are_found(source: str) -> None:
    assert len(literals(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p class="soft small">{{ _("Hello") }}</p>',
        '{# a remark #}<svg><path d="M10 30V10h20"/></svg>',
        '<input{{ \' aria-invalid="true"\' if wrong }} name="photo">',
        '{{ ngettext("%(num)d day", "%(num)d days", days) }} – {{ lazy("Passport") }}',
        ' data-face="{{ address }}" data-say-far="{{ _("Come closer.") }}"',
        "<p data-at=\"{{ 'intro ' if left }}waiting\">{{ url_for('hosted.photo', side='front') }}</p>",
    ],
)
def test_marks_codes_and_translated_words_are_left_alone(source: str) -> None:
    assert literals(source) == []


def test_a_table_that_would_be_read_once_is_found() -> None:
    table = '{% set kinds = {"visa": _("Visa")} %}'
    late = '{% set ok = {"visa": lazy("Visa")} %}{% macro m() %}{% set x = _("y") %}{% endmacro %}'
    assert tables_read_once(table + late) == ["kinds"]
