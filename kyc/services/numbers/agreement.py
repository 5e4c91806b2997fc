"""Whether two people of the staff who looked at the same thing said the same."""

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
    """Where opinions are kept: whose, what they say, of what, and the moment without which they do not count."""

    table: type[CaseRuling] | type[MatchVerdictRecord]
    who: Column
    word: Column
    subject: tuple[Column, ...]
    made: Column


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of first opinions of two people, and how many are alike."""

    name: str
    pairs: int
    alike: int
    by_chance: float | None

    @property
    def rate(self) -> float | None:
        return share(self.alike, self.pairs)

    @property
    def beyond_chance(self) -> float | None:
        """Scott's pi (1955): 1 is full agreement, 0 what chance would give; None where all opinions are one."""
        if self.rate is None or self.by_chance is None or self.by_chance == 1:
            return None
        return (self.rate - self.by_chance) / (1 - self.by_chance)


def agreements(session: Session, scope: Scope) -> tuple[Agreement, ...]:
    """On cases and on matches of lists; the names are `cases` and `matches`."""
    ruling, match = CaseRuling, MatchVerdictRecord
    person = (match.profile_id, match.person_digest, match.check_name, match.fingerprint)
    return (
        _agreement(session, scope, "cases", Opinions(ruling, ruling.staff_id, ruling.outcome, CASE, ruling.made_at)),
        _agreement(session, scope, "matches", Opinions(match, match.actor, match.verdict, person, match.at)),
    )


def _agreement(session: Session, scope: Scope, name: str, of: Opinions) -> Agreement:
    """Only what several people spoke of is fetched: few rows, whatever the tables hold."""
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
    """Chance: that two opinions drawn from all of them are alike, by how often each was said."""
    words = Counter(word for pair in pairs for word in pair)
    chance = sum((number / words.total()) ** 2 for number in words.values()) if pairs else None
    return Agreement(name, len(pairs), sum(one == two for one, two in pairs), chance)
