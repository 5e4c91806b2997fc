"""Whether two people of the staff who looked at the same thing said the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, and_, exists, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from kyc.domain.lifecycle import FINAL
from kyc.models import Decision, MatchVerdictRecord, Verification
from kyc.services.numbers_cohort import Scope, within
from kyc.services.numbers_tally import share

STAFF = "staff:"
Column = InstrumentedAttribute[str]
Columns = tuple[Column, ...]


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
    final = Decision.outcome.in_([state.value for state in FINAL])
    case = (Decision.verification_id,)
    match = (
        MatchVerdictRecord.profile_id,
        MatchVerdictRecord.person_digest,
        MatchVerdictRecord.check_name,
        MatchVerdictRecord.fingerprint,
    )
    return (
        _agreement(session, scope, "cases", Decision, case, Decision.outcome, final),
        _agreement(session, scope, "matches", MatchVerdictRecord, match, MatchVerdictRecord.verdict, true()),
    )


def _agreement(
    session: Session,
    scope: Scope,
    name: str,
    table: type[Decision] | type[MatchVerdictRecord],
    subject: Columns,
    word: Column,
    counts: ColumnElement[bool],
) -> Agreement:
    """Only what several people spoke of is fetched: few rows, whatever the tables hold."""
    other = aliased(table)
    same = [part == getattr(other, part.key) for part in subject]
    spoken = (counts, table.actor.startswith(STAFF), exists().where(*same, _another(table.actor, other.actor)))
    opened = exists().where(Verification.id == table.verification_id, *within(scope))
    rows = select(*subject, table.actor, word).where(*spoken, opened).order_by(table.id)
    firsts: dict[tuple[str, ...], dict[str, str]] = {}
    for *key, actor, said in session.execute(rows):
        firsts.setdefault(tuple(key), {}).setdefault(actor, said)
    pairs = [tuple(islice(voices.values(), 2)) for voices in firsts.values() if len(voices) > 1]
    return _told(name, pairs)


def _another(one: Column, other: Column) -> ColumnElement[bool]:
    return and_(other.startswith(STAFF), other != one)


def _told(name: str, pairs: Sequence[tuple[str, ...]]) -> Agreement:
    """Chance: that two opinions drawn from all of them are alike, by how often each was said."""
    words = Counter(word for pair in pairs for word in pair)
    chance = sum((number / words.total()) ** 2 for number in words.values()) if pairs else None
    return Agreement(name, len(pairs), sum(one == two for one, two in pairs), chance)
