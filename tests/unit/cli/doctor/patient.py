"""An installation for the doctor, healthy or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc.cli.doctor.finding import Check, Finding, Installation, Level
from kyc.config import Settings
from kyc.models import db
from kyc.tools import Tools

FAIL, WARN, OK = Level.FAIL, Level.WARN, Level.OK
OTHER = SecretStr("k9:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
"""A ring without the key that anything was sealed with."""


def patient(
    whole: Flask | Settings, environment: Mapping[str, str] | None = None, written: Iterable[str] = (), **changed: Any
) -> Installation:
    """An application's installation with some settings changed; of settings alone one whose database is not asked."""
    session = db.session() if isinstance(whole, Flask) else Session()
    tools = whole.config["TOOLS"] if isinstance(whole, Flask) else Tools(whole)
    tools = Tools(tools.settings.model_copy(update=changed)) if changed else tools
    return Installation(tools, session, environment or {}, frozenset(written))


def found(check: Check, installation: Installation) -> list[tuple[Level, str]]:
    """What a check says, without what to do; whatever is wrong has something to do."""
    findings: list[Finding] = list(check(installation))
    assert [one for one in findings if one.level is not OK and not one.do] == []
    return [(one.level, one.says) for one in findings]


def levels(check: Check, installation: Installation) -> list[Level]:
    return [level for level, _ in found(check, installation)]
