"""What the doctor finds: one line each, how bad it is, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.tools import Tools


class Level(StrEnum):
    """How bad it is; the worst one is the exit code: 0, 1 or 2."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at (`area`), what was found, and what to do; no secret and no value of a person."""

    level: Level
    area: str
    says: str
    do: str = ""


@dataclass(frozen=True)
class Installation:
    """What is looked at: the parts, the database, the environment, the names that stand in the .env file, and what is
    expected of settings that are mistaken; in the place of those stand the defaults."""

    tools: Tools
    session: Session
    environment: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.tools.settings


Check = Callable[[Installation], Iterable[Finding]]


def ok(area: str, says: str) -> Finding:
    """As it should be."""
    return Finding(Level.OK, area, says)


def warn(area: str, says: str, do: str) -> Finding:
    """Something works less well than it could, or will not for long."""
    return Finding(Level.WARN, area, says, do)


def fail(area: str, says: str, do: str) -> Finding:
    """Something does not work."""
    return Finding(Level.FAIL, area, says, do)


def looked(checks: Iterable[Check], installation: Installation) -> Iterator[Finding]:
    """What all of them find; one that breaks is a finding and stops no other."""
    for check in checks:
        area = check.__name__.replace("_", " ")
        try:
            yield from check(installation)
        except SQLAlchemyError as error:
            installation.session.rollback()
            yield fail(
                area, f"not looked at: the database did not answer as asked ({type(error).__name__})", "see: database"
            )
        except Exception as error:  # noqa: BLE001  (whatever it is, the others are looked at)
            yield fail(area, f"could not be looked at: {type(error).__name__}", "see the line above it, or report it")


def worst(findings: Iterable[Finding]) -> int:
    """The exit code: 0 where everything is well, 1 with a warning, 2 where something does not work."""
    return max((list(Level).index(one.level) for one in findings), default=0)
