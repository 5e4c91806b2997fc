"""Whoever calls out by HTTP: no proxy or password of the environment, no redirect and no certificate unchecked."""

from __future__ import annotations

import re

import pytest

from tests.security.source import texts

pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("source")]
COMMANDS = ("cli/", "demo/")
"""Run by hand, to addresses that are typed there."""
CALLS = r"\brequests\.(?:get|post|put|request)\(|urlopen\(|\bhttpx\b|http\.client\.HTTPS?Connection"
SESSIONS = r"\b(?:requests\.Session|HTTPSession|OAuth2Session)\("


def serving(pattern: str) -> dict[str, str]:
    """The modules of the server itself in which the pattern is found."""
    return {file: text for file, text in texts().items() if not file.startswith(COMMANDS) and re.search(pattern, text)}


def test_nobody_calls_out_without_a_session_of_its_own() -> None:
    assert list(serving(CALLS)) == []


def test_every_session_leaves_the_environment_alone_and_follows_nobody() -> None:
    found = serving(SESSIONS)
    assert len(found) >= 4
    for file, text in found.items():
        assert re.search(r"trust_env\b.*= False", text), file
        assert re.search(r"get_redirect_target\b.*nowhere|allow_redirects=False", text), file


def test_certificates_are_always_checked() -> None:
    assert (
        list(serving(r"(?m)\bverify=False|\bverify = False$|CERT_NONE|check_hostname\s*=\s*False|_create_unverified"))
        == []
    )
