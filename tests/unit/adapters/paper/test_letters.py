"""Text is taken apart into pieces of one font each, in the order in which they are drawn."""

from __future__ import annotations

import pytest

from kyc.adapters.paper.fonts import Fonts
from kyc.adapters.paper.letters import MARK, Run, markup, runs
from tests.faces import models_dir

TEXT, HAN = "DejaVuSans", "NotoSansSC-Regular"


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts(models_dir())


def test_each_piece_has_the_font_that_has_its_letters(fonts: Fonts) -> None:
    assert list(runs(fonts, "Ana 张伟 김")) == [Run("Ana ", TEXT), Run("张伟", HAN), Run(" ", TEXT), Run("김", None)]


def test_markup_names_other_fonts_and_hides_nothing_in_letters(fonts: Fonts) -> None:
    assert markup(fonts, "A<张&") == f'A&lt;<font name="{HAN}">张</font>&amp;'
    assert markup(fonts, "김") == f"Gim {MARK}"


def test_letters_that_run_to_the_left_are_joined_and_turned(fonts: Fonts) -> None:
    assert [run.text for run in runs(fonts, "سلام")] == ["\ufee1\ufefc\ufeb3"]
    assert [run.text for run in runs(fonts, "a אב ב b")] == ["a ב בא b"]


def test_their_vowel_signs_are_left_out_and_numbers_keep_their_order(fonts: Fonts) -> None:
    assert [run.text for run in runs(fonts, "דָּוִד")] == ["דוד"]
    assert [run.text for run in runs(fonts, "א 12")] == ["א 12"]
    assert [run.text for run in runs(fonts, "ب ١٢ ت")] == ["\ufe95 ١٢ \ufe8f"]


def test_letters_are_composed_and_what_cannot_be_seen_is_dropped(fonts: Fonts) -> None:
    assert [run.text for run in runs(fonts, "Jose\u0301\u200b \x00\n Ruiz")] == ["José Ruiz"]


def test_the_large_font_is_opened_for_nothing_that_the_first_one_has() -> None:
    fonts = Fonts(models_dir())
    markup(fonts, "Łukasz Щербаков")
    assert "han" not in vars(fonts)


def test_without_any_font_there_is_the_readers_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts = Fonts(tmp_path_factory.mktemp("nothing"))
    assert (fonts.text, fonts.heading, fonts.han, fonts.complete) == ("Helvetica", "Helvetica-Bold", None, False)
    assert [run.font for run in runs(fonts, "éЩ")] == ["Helvetica", None]
