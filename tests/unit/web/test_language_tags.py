"""Tags of languages: the nearest that is offered, and what a language calls itself."""

from __future__ import annotations

import pytest
from babel import Locale

from kyc.web import language_tags
from kyc.web.language_tags import name_of, nearest, tag_of


@pytest.mark.parametrize(
    ("tag", "offered"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("es", "es"),
        ("es-MX", "es"),
        ("ES-mx", "es"),
        ("es-419", "es"),
        ("es-ZZ-nowhere", "es"),
        ("fr-CA", "fr"),
        ("ar-EG", "ar"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh-Hans", "zh_Hans"),
        ("zh-Hans-SG", "zh_Hans"),
        ("zh-TW", "zh_Hans"),
    ],
)
def test_the_nearest_language_that_is_offered(tag: str, offered: str) -> None:
    assert str(nearest(tag)) == offered


@pytest.mark.parametrize(
    "tag", [None, "", "*", "-", "xx", "tlh", "pt-BR", "english", "../../etc", "e\0s", "🙂", "x" * 500]
)
def test_a_language_that_is_not_offered_is_none(tag: str | None) -> None:
    assert nearest(tag) is None


OFFERED = tuple(map(Locale.parse, ("en", "pt", "pt_BR", "zh_Hans", "zh_Hant")))


@pytest.mark.parametrize(
    ("tag", "offered"),
    [
        ("pt", "pt"),
        ("pt-BR", "pt_BR"),
        ("pt-AO", "pt"),
        ("zh", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("zh-Hant-HK", "zh_Hant"),
        ("zh-SG", "zh_Hans"),
    ],
)
def test_among_several_the_script_counts_first_and_the_region_next(
    monkeypatch: pytest.MonkeyPatch, tag: str, offered: str
) -> None:
    monkeypatch.setattr(language_tags, "offered", lambda: OFFERED)
    assert str(nearest(tag)) == offered


@pytest.mark.parametrize(
    ("locale", "tag", "name"),
    [
        ("en", "en", "English"),
        ("es", "es", "Español"),
        ("fr", "fr", "Français"),
        ("ar", "ar", "العربية"),
        ("zh_Hans", "zh-Hans", "简体中文"),
        ("pt_BR", "pt-BR", "Português (Brasil)"),
    ],
)
def test_a_language_has_a_tag_and_its_own_name(locale: str, tag: str, name: str) -> None:
    assert (tag_of(Locale.parse(locale)), name_of(Locale.parse(locale))) == (tag, name)
