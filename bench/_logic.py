"""A peer of our scorer: nomenklatura's logic-v2, which yente uses, on the same candidates.

Installed by the `[logic]` extra; its PyICU has no wheels and is built against ICU (docs/operate/yente.md).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.yente import example
from kyc.domain.screening import Person

MISSING = "logic-v2 is not measured: nomenklatura is not installed (pip install '.[logic]', see docs/operate/yente.md)"
NAME = "logic-v2"
_SCHEMAS = {"person": "Person", "organisation": "Organization", "unknown": "LegalEntity"}
_numbers = count()


def scores(person: Person, candidates: Sequence[Entity]) -> list[float] | None:
    """For each candidate its similarity to the person, from 0 to 1; None where nomenklatura is not installed."""
    algorithm = _algorithm()
    if algorithm is None:
        return None
    config, asked = algorithm.default_config(), _proxy(f"asked-{next(_numbers)}", example(person))
    return [float(algorithm.compare(asked, _listed(one), config).score) for one in candidates]


@lru_cache(maxsize=1)
def _algorithm() -> Any:
    try:
        return importlib.import_module("nomenklatura.matching").get_algorithm(NAME)
    except ImportError:
        return None


@lru_cache(maxsize=65_536)
def _listed(entity: Entity) -> Any:
    """The candidate's id with its content: nomenklatura caches an entity's names by id."""
    properties = {
        "name": [entity.name, *entity.aliases],
        "weakAlias": list(entity.weak_aliases),
        "birthDate": [one.value for one in entity.birth_dates],
        "country": list(entity.countries),
        "idNumber": [one.number for one in entity.documents],
    }
    return _proxy(entity.fingerprint, {"schema": _SCHEMAS[entity.schema], "properties": properties})


def _proxy(name: str, said: dict[str, object]) -> Any:
    """A FollowTheMoney entity, its values cleaned as yente cleans them."""
    return importlib.import_module("followthemoney").EntityProxy.from_dict({"id": name, **said}, cleaned=False)
