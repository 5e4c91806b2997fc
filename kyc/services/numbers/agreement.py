"""How often two members of staff who judged the same thing gave the same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from kyc.models import CaseRuling, MatchVerdictRecord, Verification
from kyc.services.numbers.cohort import Scope, within
from kyc.services.numbers.tally import share

Column = InstrumentedAttribute[Any]
CASE = (CaseRuling.verification_id, CaseRuling.version)
"""What a ruling is about: a case in one version, for another photo makes it another question."""


@dataclass(frozen=True, slots=True)
class Opinions:
    """Columns of a table of opinions: whose, what it says, about what, and its time (without it, it does not count)."""

    table: type[CaseRuling] | type[MatchVerdictRecord]
    who: Column
    word: Column
    subject: tuple[Column, ...]
    made: Column


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of the first opinions of two people, and how many of them agree."""

    name: str
    pairs: int
    alike: int
    by_chance: float | None

    @property
    def rate(self) -> float | None:
        return share(self.alike, self.pairs)

    @property
    def beyond_chance(self) -> float | None:
        """Scott's pi (1955): 1 is full agreement, 0 what chance would give; None where all opinions are the same."""
        if self.rate is None or self.by_chance is None or self.by_chance == 1:
            return None
        return (self.rate - self.by_chance) / (1 - self.by_chance)


def agreements(session: Session, scope: Scope) -> tuple[Agreement, ...]:
    """The agreement on cases and on watchlist matches, named `cases` and `matches`."""
    ruling, match = CaseRuling, MatchVerdictRecord
    person = (match.profile_id, match.person_digest, match.check_name, match.fingerprint)
    return (
        _agreement(session, scope, "cases", Opinions(ruling, ruling.staff_id, ruling.outcome, CASE, ruling.made_at)),
        _agreement(session, scope, "matches", Opinions(match, match.actor, match.verdict, person, match.at)),
    )


def _agreement(session: Session, scope: Scope, name: str, of: Opinions) -> Agreement:
    """The agreement; only subjects with several people's opinions are fetched, which are few in tables of any size."""
    other = aliased(of.table)
    same = [part == getattr(other, part.key) for part in of.subject]
    another = getattr(other, of.who.key) != of.who
    several = exists().where(*same, another, getattr(other, of.made.key).is_not(None))
    opened = exists().where(Verification.id == of.table.verification_id, *within(scope))
    # nobody rules on what is not yet opened, so the time alone excludes most older ones
    rows = select(*of.subject, of.who, of.word).where(of.made >= scope.since, several, opened).order_by(of.table.id)
    firsts: dict[tuple[Any, ...], dict[Any, str]] = {}
    for *key, who, said in session.execute(rows):
        firsts.setdefault(tuple(key), {}).setdefault(who, said)
    pairs = [tuple(islice(voices.values(), 2)) for voices in firsts.values() if len(voices) > 1]
    return _told(name, pairs)


def _told(name: str, pairs: Sequence[tuple[str, ...]]) -> Agreement:
    """The agreement with that by chance: the probability that two opinions drawn from all of them are the same."""
    words = Counter(word for pair in pairs for word in pair)
    chance = sum((number / words.total()) ** 2 for number in words.values()) if pairs else None
    return Agreement(name, len(pairs), sum(one == two for one, two in pairs), chance)
