"""How well the sample's made-up people are found under other spellings, and ordinary people are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.adapters.screening import create, load_sample
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import person

LISTED = [
    ("VIKTOR SAMPLEMAN", "1970-05-05", "UTO"),
    ("Ludmila Specimenova", "1964-11-23", "CZE"),
    ("Bartholomew Fakesworth", "1981-02-14", "GBR"),
    ("Tomasz Przykladowski", "1969-12-01", "POL"),
    ("Jean-Baptiste Fauxsemblant", "1960-08-19", "FRA"),
    ("Ngozi Imaginwa", "1985-01-09", "NGA"),
    ("Hiroto Kakuunomura", "1978-06-06", "JPN"),
    ("Giacomo Finzionelli", "1967-10-27", "ITA"),
    ("Dragana Izmisljenovic", "1974-04-04", "SRB"),
    ("Somchai Samutthikorn", "1971-01-31", "THA"),
    ("Ruslan Vymyshlenny", "1980-08-08", "KAZ"),
    ("Wilhelmina van Verzonnen", "1977-12-12", "NLD"),
]
ORDINARY = [
    ("Anna Maria Eriksson", "1974-08-12", "UTO"),
    ("Jane Doe", "1990-01-15", "SGP"),
    ("Viktor Novak", "1970-05-05", "CZE"),
    ("Tomasz Kowalski", "1969-12-01", "POL"),
    ("Giacomo Rossi", "1967-10-27", "ITA"),
    ("Jean-Baptiste Martin", "1983-04-02", "FRA"),
    ("Wilhelmina van Dijk", "1991-05-30", "NLD"),
    ("Petra Novakova", "1968-09-14", "CZE"),
    ("Ruslan Ivanov", "1980-08-08", "KAZ"),
    ("Müller Hans", "1959-05-15", "DEU"),
    ("王小明", "1988-03-03", "CHN"),
    ("김민수", "1991-07-21", "KOR"),
    ("محمد علي", "1979-02-02", "EGY"),
    ("Mohamed Ali", "1979-02-02", "EGY"),
    ("María García López", "1985-10-10", "ESP"),
    ("O'Brien Sean", "1972-12-24", "IRL"),
]
LOOKALIKES = str.maketrans("aeopcAEOPC", "аеорсАЕОРС")


def reversed_words(name: str) -> str:
    return " ".join(reversed(name.split()))


def letter_dropped(name: str) -> str:
    """The fifth letter of the last word is left out."""
    *first, last = name.split()
    return " ".join([*first, last[:4] + last[5:]])


def letters_exchanged(name: str) -> str:
    *first, last = name.split()
    return " ".join([*first, last[:4] + last[5] + last[4] + last[6:]])


def letter_doubled(name: str) -> str:
    return name.replace("m", "mm").replace("l", "ll")


def hidden_characters(name: str) -> str:
    return "\u200b".join(name)


def lookalike_letter(name: str) -> str:
    """The first letter that a Cyrillic one looks like is exchanged for it."""
    place = next(place for place, letter in enumerate(name) if letter in "aeopcAEOPC")
    return name[:place] + name[place].translate(LOOKALIKES) + name[place + 1 :]


def initial(name: str) -> str:
    first, *rest = name.split()
    return " ".join([f"{first[0]}.", *rest])


def machine_readable(name: str) -> str:
    """As on a passport: surname, filler, given names."""
    first, *rest = name.upper().replace("-", "<").split()
    return f"{'<'.join(rest)}<<{first}"


def cut_off(name: str) -> str:
    return name[:-2]


def titled(name: str) -> str:
    return f"Dr. {name} Jr."


CHANGES = [
    str,
    str.upper,
    str.swapcase,
    reversed_words,
    letter_dropped,
    letters_exchanged,
    letter_doubled,
    hidden_characters,
    lookalike_letter,
    initial,
    machine_readable,
    cut_off,
    titled,
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Watchlist:
    folder: Path = tmp_path_factory.mktemp("sample")
    load_sample(folder)
    return create(folder, "sanctions")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_listed_person_is_a_hit_however_the_name_is_changed(index: Watchlist, change: Callable[[str], str]) -> None:
    missed = []
    for name, born, country in LISTED:
        screening = index.screen(person(change(name), born, country), samples=True)
        if not [match for match in screening.matches if match.name == name and match.score >= screening.hit_at]:
            missed.append(name)
    assert missed == []


@pytest.mark.parametrize("change", [str, reversed_words, letter_dropped], ids=lambda change: change.__name__)
def test_a_listed_person_without_a_birth_date_is_for_review(index: Watchlist, change: Callable[[str], str]) -> None:
    results = {}
    for name, _, country in LISTED:
        screening = index.screen(person(change(name), None, country), samples=True)
        results[name] = [match.score < screening.hit_at for match in screening.matches if match.name == name]
    assert set(map(tuple, results.values())) == {(True,)}


def test_every_listed_person_born_elsewhere_and_otherwise_is_clear(index: Watchlist) -> None:
    found = [name for name, _, _ in LISTED if index.screen(person(name, "2001-11-11", "BRA"), samples=True).matches]
    assert found == []


@pytest.mark.parametrize(("name", "born", "country"), ORDINARY)
@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_ordinary_people_are_left_alone(index: Watchlist, name: str, born: str, country: str, dated: bool) -> None:
    assert index.screen(person(name, born if dated else None, country), samples=True).matches == ()


@pytest.mark.parametrize(
    ("native", "name"),
    [
        ("Виктор Семплман", "VIKTOR SAMPLEMAN"),
        ("راشد المثال", "Rashid al-Mithal"),
        ("Руслан Вымышленный", "Ruslan Vymyshlenny"),
        ("Людмила Специменова", "Ludmila Specimenova"),
        ("Драгана Измишљеновић", "Dragana Izmisljenovic"),
        ("Виктор Самплеман", "VIKTOR SAMPLEMAN"),
    ],
)
def test_names_in_other_scripts_are_found(index: Watchlist, native: str, name: str) -> None:
    assert name in [match.name for match in index.screen(person(native), samples=True).matches]


def test_the_worked_example_of_the_documentation_holds(index: Watchlist) -> None:
    """docs/develop/screening.md"""
    (match,) = index.screen(person("Wilhelmina Verzonnen", None, "NLD"), samples=True).matches
    assert match.features == {"name": 0.969, "name_weight": 1.86, "country": 1.0, "coincidence": 1.1e-07}
    assert match.score == 0.84
    (dated,) = index.screen(person("Wilhelmina Verzonnen", "1977-12-12", "NLD"), samples=True).matches
    assert dated.score == 1.0
    assert index.screen(person("Wilhelmina Verzonnen", "1990-01-01", "NLD"), samples=True).matches == ()
