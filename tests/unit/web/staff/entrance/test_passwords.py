"""Which new passwords of the staff are too easy to guess; no sign is asked for and none is forbidden."""

from __future__ import annotations

import pytest

from kyc.web.staff.entrance.passwords import guessable

WORDS = ("jane.doe@example.org", "kyc.acme.example", "Acme Holding")


@pytest.mark.parametrize(
    "password",
    [
        *("Password1234", "qwertyuiop123", "123456789012", "iloveyou12345", "passwordpassword", "y" * 20),
        *("summer2026summer", "P@ssw0rd2026", "zxcvbnm,./123", "11/11/1990doe!", "a" * 256),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert guessable(password, *WORDS)


@pytest.mark.parametrize("password", ["jane.doe@example.org", "acmeholding2026", "ekycreviewer1", "kyc.acme.example"])
def test_so_is_what_is_known_of_the_person_and_the_installation(password: str) -> None:
    assert guessable(password, *WORDS)


@pytest.mark.parametrize(
    "password",
    [
        *("four quiet unrelated words", "correct horse battery staple", "gatto tavolo nuvola sedici"),
        *(
            "密碼是四個安靜的詞語",
            "kRw8 zQ2m vT5x",
            "zjwqkfhtrbnxpd",
            "Ein-langes-Passwort-7",
            "😀🐘🚲🌧️📎🥝🧦🪁🎻🧊🌵🔭",
        ),
    ],
)
def test_any_letters_and_signs_will_do_where_they_are_not_guessed(password: str) -> None:
    assert not guessable(password, *WORDS)
