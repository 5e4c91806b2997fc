"""Translations as they are read: complete catalogues, placeholders that cannot turn a sentence round."""

from __future__ import annotations

import pytest
from babel import Locale

from kyc.web import translations
from kyc.web.translations import catalogue_of, offered, translations_of

ARABIC, FRENCH, ENGLISH = map(Locale.parse, ("ar", "fr", "en"))


def test_a_language_is_offered_because_its_file_is_there() -> None:
    files = {path.parts[-3] for path in translations.FOLDER.rglob("messages.po")}
    assert {str(locale) for locale in offered()} == files | {"en"}
    assert not list(translations.FOLDER.rglob("*.mo"))


def test_english_stands_in_the_templates() -> None:
    assert translations_of(ENGLISH).ugettext("Passport") == "Passport"
    assert translations_of(ENGLISH).ungettext("%(num)d photo", "%(num)d photos", 2) == "%(num)d photos"


def test_a_language_without_a_file_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        catalogue_of(Locale.parse("cy"))


def test_what_has_no_translation_stays_as_it_is() -> None:
    assert translations_of(FRENCH).ugettext("Nobody says this") == "Nobody says this"


def test_a_name_within_arabic_is_kept_apart_from_its_neighbours() -> None:
    told = translations_of(ARABIC).ugettext("Back to %(partner)s") % {"partner": "Acme (UK)"}
    assert told.endswith("\u2068Acme (UK)\u2069")
    assert "\u2068" not in translations_of(FRENCH).ugettext("Back to %(partner)s")


def test_only_words_between_marks_are_kept_apart() -> None:
    assert translations._isolated('<a href="%(to)s">%(who)s</a>') == '<a href="%(to)s">\u2068%(who)s\u2069</a>'


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "بقيت لكم محاولة واحدة لهذه الصورة."),
        (2, "بقيت لكم محاولتان لهذه الصورة."),
        (3, "بقيت لكم 3 محاولات لهذه الصورة."),
        (11, "بقيت لكم 11 محاولة لهذه الصورة."),
        (102, "بقيت لكم 102 محاولة لهذه الصورة."),
    ],
)
def test_arabic_counts_in_its_own_forms(count: int, told: str) -> None:
    one, many = "You have %(num)d try left for this photo.", "You have %(num)d tries left for this photo."
    words = translations_of(ARABIC).ungettext(one, many, count)
    assert (words % {"num": count} if "%" in words else words) == told
