"""What the doctor finds: one line each, how serious it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.tools import Tools


class Level(StrEnum):
    """How serious a finding is; the worst one is the exit code: 0, 1 or 2."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked (`area`), what was found, and what to do; no secrets and no personal data."""

    level: Level
    area: str
    says: str
    do: str = ""


@dataclass(frozen=True)
class Installation:
    """What the doctor examines: the parts, the database, the environment, and the names `written` in the .env file.

    `mistakes` says of each invalid setting what is expected of it; the settings then hold its default.
    """

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
    """A finding that all is well."""
    return Finding(Level.OK, area, says)


def warn(area: str, says: str, do: str) -> Finding:
    """A finding that something works less well than it could, or soon will."""
    return Finding(Level.WARN, area, says, do)


def fail(area: str, says: str, do: str) -> Finding:
    """A finding that something does not work."""
    return Finding(Level.FAIL, area, says, do)


def looked(checks: Iterable[Check], installation: Installation) -> Iterator[Finding]:
    """The findings of all checks; a check that itself fails becomes a finding and does not stop the others."""
    for check in checks:
        area = check.__name__.replace("_", " ")
        try:
            yield from check(installation)
        except SQLAlchemyError as error:
            installation.session.rollback()
            yield fail(
                area, f"not looked at: the database did not answer as asked ({type(error).__name__})", "see: database"
            )
        except Exception as error:  # noqa: BLE001  (whatever it is, the other checks run)
            yield fail(area, f"could not be looked at: {type(error).__name__}", "see the line above it, or report it")


def worst(findings: Iterable[Finding]) -> int:
    """The exit code: 0 where all is well, 1 with a warning, 2 with a fault."""
    return max((list(Level).index(one.level) for one in findings), default=0)
