"""Queries of the same classes that nothing was tuned on, drawn from entities that `queries.json` does not ask for."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from faker import Faker

from bench._crowd import parted
from bench._disguises import DISGUISES
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.normalise import tokens
from kyc.domain.countries import country as country_code

Query = dict[str, Any]
_SEED = 2026
_EACH = 30
_SCRIPTS = {
    "c_script_arabic": re.compile("[\u0600-\u06ff]"),
    "c_script_cyrillic": re.compile("[\u0400-\u04ff]"),
}
# The part of a name in that script: some lists put both scripts into one field.
_RUN = "[\u0370-\u06ff\ufb50-\ufeff' -]+"
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' .-]+ [A-Za-z' .-]+")
# The countries of the ordinary people; half of these are not in the shared set.
_LOCALES = (
    ("en_US", "us"), ("es_MX", "mx"), ("ru_RU", "ru"), ("fr_FR", "fr"), ("tr_TR", "tr"), ("de_DE", "de"),
    ("pl_PL", "pl"), ("it_IT", "it"), ("pt_BR", "br"), ("fa_IR", "ir"), ("uk_UA", "ua"), ("id_ID", "id"),
    ("ko_KR", "kr"), ("ja_JP", "jp"), ("en_IN", "in"), ("ar_AA", "eg"),
)  # fmt: skip


@dataclass(slots=True)
class Unseen:
    """The queries, and for each entity the names that the index must not know."""

    queries: list[Query] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def unseen(sources: Sequence[ListSource], asked: Iterable[Mapping[str, Any]]) -> Unseen:
    """Queries for listed and for unlisted people, the same at every run."""
    drawn = _Drawing(sources, asked)
    drawn.listed()
    drawn.aliases()
    drawn.scripts()
    drawn.nobody()
    return drawn.found


class _Drawing:
    def __init__(self, sources: Sequence[ListSource], asked: Iterable[Mapping[str, Any]]) -> None:
        self.found, self._chance = Unseen(), random.Random(_SEED)
        people = [
            (source.kind, entity) for source in sources for entity in source.entities if entity.schema == "person"
        ]
        self._named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for _, entity in people:
            for name in (entity.name, *entity.aliases):
                self._named[_key(name)].add(entity.id)
        known = {identity for query in asked for identity in (*query["expect"], query.get("src"))}
        taken = [(kind, one) for kind, one in people if not self._twins(one) & known]
        self._sanctioned = [one for kind, one in taken if kind == "sanctions"]
        self._peps = [one for kind, one in taken if kind == "pep"]

    def listed(self) -> None:
        """Names as listed, and in every disguise."""
        for one in self._some([one for one in self._sanctioned if _LATIN_NAME.fullmatch(one.name)], 3 * _EACH):
            self._ask("a_exact", one.name, one)
        for one in self._some(self._peps, 2 * _EACH):
            self._ask("p_pep_congress", one.name, one)
        for cls, disguise in DISGUISES.items():
            changed = ((one, disguise(one.name, self._chance)) for one in self._shuffled(self._sanctioned))
            different = ((one, name) for one, name in changed if name != one.name and _LATIN_NAME.fullmatch(one.name))
            for (one, name), _ in zip(different, range(_EACH), strict=False):
                self._ask(cls, name, one)

    def aliases(self) -> None:
        """Aliases that stay in the index, and others that are removed from it."""
        several = [one for one in self._sanctioned if any(map(_LATIN_NAME.fullmatch, one.aliases))]
        for place, one in enumerate(self._some(several, 5 * _EACH)):
            name = self._chance.choice([alias for alias in one.aliases if _LATIN_NAME.fullmatch(alias)])
            self._ask("b_alias_indexed" if place < 2 * _EACH else "c_alias_heldout", name, one)
            if place >= 2 * _EACH:
                self.found.hidden[one.id].append(name)

    def scripts(self) -> None:
        """Names in their own script, which the index does not know."""
        for cls, script in _SCRIPTS.items():
            native = [one for one in self._sanctioned if any(map(script.search, one.aliases))]
            for one in self._some(native, 4 * _EACH):
                names = [alias for alias in one.aliases if script.search(alias)]
                self._ask(cls, max(re.findall(_RUN, names[0]), key=len).strip(), one)
                self.found.hidden[one.id] += names

    def nobody(self) -> None:
        """People with common names, names combined from two listed people, and namesakes."""
        for name, country in _everyday():
            self._ask_nobody("n_faker", name, self._born(), country)
        for name in self._crossed():
            self._ask_nobody("n_crosspair", name, self._born(), self._country())
        dated = [one for one in self._sanctioned if len(one.birth_dates) == 1 and one.countries]
        for one in self._some(dated, 5 * _EACH):
            year = one.birth_dates[0].year + self._chance.choice((-1, 1)) * self._chance.randint(12, 30)
            country = next(code for code in iter(self._country, "") if country_code(code) not in one.countries)
            self._ask_nobody("n_namesake_otherdob", one.name, f"{min(year, 2007)}{self._born()[4:]}", country)

    def _crossed(self) -> Iterator[str]:
        people = self._shuffled([one for one in self._sanctioned if _LATIN_NAME.fullmatch(one.name)])
        for one, other, _ in zip(people, reversed(people), range(8 * _EACH), strict=False):
            first, second = parted(one.name), parted(other.name)
            if first and second and _key(f"{first[0]} {second[1]}") not in self._named:
                yield f"{first[0]} {second[1]}"

    def _ask(self, cls: str, name: str, one: Entity) -> None:
        born = str(one.birth_dates[0].value) if one.birth_dates else None
        country = one.countries[0] if one.countries and self._chance.random() < 0.75 else None
        self.found.queries.append(_query(cls, name, born, country, sorted(self._twins(one))))

    def _ask_nobody(self, cls: str, name: str, born: str, country: str) -> None:
        if cls == "n_namesake_otherdob" or _key(name) not in self._named:
            self.found.queries.append(_query(cls, name, born, country, []))

    def _twins(self, one: Entity) -> set[str]:
        """The entity, and everybody who has one of its names on any list."""
        return {one.id}.union(*(self._named[_key(name)] for name in (one.name, *one.aliases)))

    def _born(self) -> str:
        chance = self._chance
        return f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"

    def _country(self) -> str:
        return self._chance.choice(_LOCALES)[1]

    def _shuffled(self, people: Sequence[Entity]) -> list[Entity]:
        return self._chance.sample(people, len(people))

    def _some(self, people: Sequence[Entity], most: int) -> list[Entity]:
        return self._chance.sample(people, min(most, len(people)))


def _everyday() -> Iterator[tuple[str, str]]:
    Faker.seed(_SEED)
    for locale, country in _LOCALES:
        maker = Faker(locale)
        for _ in range(_EACH):
            yield f"{maker.first_name()} {maker.last_name()}", country


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(tokens(name)))


def _query(cls: str, name: str, born: str | None, country: str | None, expect: list[str]) -> Query:
    return {"qid": f"unseen-{cls}", "cls": cls, "name": name, "dob": born, "country": country, "expect": expect}
