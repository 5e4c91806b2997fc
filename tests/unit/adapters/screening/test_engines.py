"""The name of a watchlist in the settings, and what stands behind it."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.engines import FACTORIES, factory_of
from kyc.tools import factory


@pytest.mark.parametrize("name", FACTORIES)
def test_every_name_leads_to_a_factory_that_is_there(name: str) -> None:
    assert callable(factory(factory_of(name)))


def test_a_watchlist_of_another_house_is_taken_as_it_is() -> None:
    assert factory_of("house_engines:lists") == "house_engines:lists"


@pytest.mark.parametrize("name", ["", "Index", "indexes", "kyc.adapters.screening"])
def test_a_name_that_is_neither_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(ValueError, match="WATCHLIST has to be index"):
        factory_of(name)
