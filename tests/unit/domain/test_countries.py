from __future__ import annotations

import pytest

from kyc.domain.countries import country, is_specimen, same_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SG", "SGP"),
        ("sgp", "SGP"),
        (" Singapore ", "SGP"),
        ("UK", "GBR"),
        ("Great Britain", "GBR"),
        ("United Kingdom", "GBR"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("Republic of Korea", "KOR"),
        ("U.S.A.", "USA"),
        ("the United States of America", "USA"),
        ("Côte d'Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Russia", "RUS"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("The Netherlands", "NLD"),
        ("St. Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"),
        ("Bosnia and Herzegovina", "BIH"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("Czech Republic", "CZE"),
        ("Czechia", "CZE"),
        ("Deutschland", "DEU"),
        ("Hong Kong", "HKG"),
        ("Iran", "IRN"),
        ("North Korea", "PRK"),
        ("Macau", "MAC"),
        ("Cape Verde", "CPV"),
        ("Democratic Republic of the Congo", "COD"),
        ("Venezuela", "VEN"),
        ("Tanzania", "TZA"),
        ("Moldova", "MDA"),
        ("UAE", "ARE"),
    ],
)
def test_a_country_is_known_by_any_usual_name(text: str, code: str) -> None:
    assert country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("D", "DEU"),
        ("D<<", "DEU"),
        ("GBD", "GBD"),
        ("UTO", "UTO"),
        ("XXA", "XXA"),
        ("EUE", "EUE"),
        ("RKS", "RKS"),
        ("XK", "RKS"),
        ("Kosovo", "RKS"),
        ("Stateless person", "XXA"),
        ("Utopia", "UTO"),
    ],
)
def test_what_only_icao_knows_is_known(text: str, code: str) -> None:
    assert country(text) == code


@pytest.mark.parametrize("text", ["", " ", "ZZ", "QQQ", "Atlantis", "新加坡", "<<<", "1", "x" * 1_000_000])
def test_what_is_no_country_is_none(text: str) -> None:
    assert country(text) is None


def test_specimen_issuers_are_told_from_states() -> None:
    assert is_specimen("UTO")
    assert is_specimen("uto")
    assert not is_specimen("SGP")


def test_the_kinds_of_british_nationality_are_one_state() -> None:
    assert same_country("GBR", "GBN")
    assert not same_country("GBR", "IRL")
    assert same_country("SGP", "SGP")
