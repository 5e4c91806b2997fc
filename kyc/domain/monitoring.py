"""Monitoring: approved applicants are compared with the entries of the lists that changed, and with no others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kyc.domain.evidence import ListVersion, Match, Mode, Screening
from kyc.domain.screening import Person


class Changes(Protocol):
    """How one version of an index differs from an older one: the entities that were added or changed."""

    @property
    def fingerprints(self) -> Collection[str]:
        """The digests of the entities as they are now."""
        ...

    def resembling(self, people: Sequence[Person]) -> Sequence[int]:
        """The indices in `people` of everybody whom a screening might match with an entity; it may give too many."""
        ...


class ListHistory(Protocol):
    """Which version of an index is in use, and how it differs from earlier ones."""

    def version(self, kind: str) -> str | None:
        """The version in use; None where nothing is loaded or the port's adapter keeps no versions."""
        ...

    def changes(self, kind: str, since: str) -> Changes | None:
        """How the version in use differs from an older one; None where that is unknown, and every entity may be new."""
        ...

    def hold(self, kind: str, version: str) -> None:
        """Keep this version for the next comparison, and no other one any longer."""
        ...


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved applicant: who was screened, with which versions of the lists, and which entities were considered.

    `seen` are the fingerprints of the matches that stood in the breakdown when the approval was given.
    """

    profile_id: str
    verification_id: str
    mode: Mode
    person: Person
    lists: frozenset[tuple[str, str]] = frozenset()
    seen: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An approved applicant who resembles an entity that was not on the lists when they were approved."""

    approved: Approved
    match: Match
    lists: tuple[ListVersion, ...]


def list_names(lists: Sequence[ListVersion], mode: Mode) -> frozenset[tuple[str, str]]:
    """The lists that count for a mode, each with its version."""
    return frozenset((one.name, one.version) for one in lists if mode == "test" or not one.sample)


def raised(approved: Approved, found: Screening, wanted: Collection[str] | None) -> list[Resemblance]:
    """The matches to report: among the changed entities (None: all), those not considered at the approval."""
    return [
        Resemblance(approved, match, found.lists)
        for match in found.matches
        if match.fingerprint not in approved.seen and (wanted is None or match.fingerprint in wanted)
    ]
