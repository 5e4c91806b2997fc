"""Collects what the rows or elements of a list say about one entity until all of them are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity, Schema, unique
from kyc.adapters.screening.lists.source import country_codes


@dataclass(slots=True)
class Draft:
    """An entity being assembled; `nations` are its nationalities, and only if there are none its residences count."""

    id: str
    schema: Schema
    source_url: str | None = None
    names: list[str] = field(default_factory=list)
    weak_names: list[str] = field(default_factory=list)
    births: list[BirthDate] = field(default_factory=list)
    nations: list[str] = field(default_factory=list)
    residences: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    documents: list[DocumentNumber] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return any(name.strip() for name in self.names + self.weak_names)

    def add_name(self, name: str, *, weak: bool = False) -> None:
        """Add a name in spoken order; `weak` if the list itself says so."""
        (self.weak_names if weak else self.names).append(" ".join(name.split()))

    def add_births(self, texts: Iterable[str]) -> None:
        self.births += [day for text in texts for day in birth_dates(text)]

    def add_document(self, number: str, country: str = "") -> None:
        """Add a number, and the state that issued it if known."""
        if number.strip():
            codes = country_codes([country])
            self.documents.append(DocumentNumber(number.strip(), codes[0] if codes else None))

    def entity(self) -> Entity:
        """The entity, with each value once; a weak name becomes its main name only if it has no other."""
        strong, weak = unique(self.names), unique(self.weak_names)
        name, *aliases = strong or weak[:1]
        return Entity(
            id=self.id,
            schema=self.schema,
            name=name,
            aliases=tuple(aliases),
            weak_aliases=tuple(one for one in weak if one not in {name, *aliases}),
            birth_dates=tuple(dict.fromkeys(self.births)),
            countries=country_codes(self.nations) or country_codes(self.residences),
            programmes=unique(self.programmes),
            documents=tuple(dict.fromkeys(self.documents)),
            source_url=self.source_url,
        )


def web_address(text: str) -> str | None:
    """The text if it is a URL that a browser may open, else None."""
    return text.strip() if text.strip().startswith(("https://", "http://")) else None
