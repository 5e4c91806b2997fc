"""Monitoring: whoever was approved is compared with what changes on the lists, and with nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kyc.domain.evidence import ListVersion, Match, Mode, Screening
from kyc.domain.screening import Person


class Changes(Protocol):
    """What one version of an index says otherwise than an older one: the entities that were added or changed."""

    @property
    def fingerprints(self) -> Collection[str]:
        """The digests of the entities as they are now."""
        ...

    def resembling(self, people: Sequence[Person]) -> Sequence[int]:
        """The places in `people` of everybody whom a screening might match with one of them; more is allowed."""
        ...


class ListHistory(Protocol):
    """Which version of an index is in use, and how it differs from one that was."""

    def version(self, kind: str) -> str | None:
        """The version in use; None where nothing is loaded or the filler of the port knows no versions."""
        ...

    def changes(self, kind: str, since: str) -> Changes | None:
        """What the version in use says otherwise; None where that cannot be told, and everything may be new."""
        ...

    def hold(self, kind: str, version: str) -> None:
        """Keep a version for the comparison to come, and no other one any more."""
        ...


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved applicant: whom the lists were asked for, with which lists, and the entities that were seen to.

    `seen` are the fingerprints of what stood in the breakdown when the approval was given.
    """

    profile_id: str
    verification_id: str
    mode: Mode
    person: Person
    lists: frozenset[tuple[str, str]] = frozenset()
    seen: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An approved applicant who resembles an entity that was not there when they were approved."""

    approved: Approved
    match: Match
    lists: tuple[ListVersion, ...]


def list_names(lists: Sequence[ListVersion], mode: Mode) -> frozenset[tuple[str, str]]:
    """The lists that count for a mode, each with its version."""
    return frozenset((one.name, one.version) for one in lists if mode == "test" or not one.sample)


def raised(approved: Approved, found: Screening, wanted: Collection[str] | None) -> list[Resemblance]:
    """The matches to tell of: among the changed entities (None: all), and not seen to at the approval."""
    return [
        Resemblance(approved, match, found.lists)
        for match in found.matches
        if match.fingerprint not in approved.seen and (wanted is None or match.fingerprint in wanted)
    ]
