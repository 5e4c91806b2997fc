"""The entry points by name: what is fed, what it starts from, and how a whole run is bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Target:
    """`module` holds both functions; it is imported by name, so that a fuzzer can instrument what it imports."""

    module: str
    check: str
    seeds: str
    longest: int
    runs: int
    """Executions of the bounded run in `make test`; 0: as many by chance, where an import costs more than the runs."""

    def entry(self) -> Callable[[bytes], None]:
        """Raises for whatever is not right about how the bytes were taken."""
        found: Callable[[bytes], None] = getattr(import_module(f"tests.fuzz.{self.module}"), self.check)
        return found

    def start(self) -> list[bytes]:
        """The seeds, drawn by code."""
        made: Callable[[], list[bytes]] = getattr(import_module(f"tests.fuzz.{self.module}"), self.seeds)
        return made()


TARGETS: Mapping[str, Target] = {
    "picture": Target("pictures", "picture", "drawn", 4096, 1000),
    "apart": Target("pictures", "anything", "others", 200_000, 0),
    "zone": Target("reading", "zone", "zones", 400, 400),
    "barcode": Target("reading", "barcode", "barcodes", 1000, 5000),
    "name": Target("reading", "name", "spellings", 800, 1500),
    "watchlist": Target("lists", "watchlist", "lists", 8192, 1500),
    "key": Target("doors", "key", "presented", 600, 0),
    "body": Target("doors", "body", "bodies", 2048, 0),
    "address": Target("doors", "address", "addresses", 400, 0),
    "seal": Target("doors", "seal", "sealed", 400, 0),
}
