"""What the demonstration leaves behind: its steps in words, the report in a file, no key that works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.demo import story
from kyc.models import ApiKey

DECIDED = {"status": "approved", "checks": {"face_match": "pass"}, "extracted_data": {"full_name": "ANA SAMPLE"}}
REPORT = {"id": "sess_1", "status": "approved"}


class Played:
    """A server that agrees with everything."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base

    def open_session(self, **body: Any) -> dict[str, Any]:
        return {"id": "sess_1", "url": f"{self.base}/k3v9q2m8x1t7b4z"}

    def add_document(self, session_id: str, image: bytes) -> dict[str, Any]:
        return {"id": "doc_1", "quality": {"verdict": "accept"}, "session": {"status": "documents_uploaded"}}

    def add_selfie(self, session_id: str, image: bytes) -> dict[str, Any]:
        return {"id": "self_1"}

    def submit(self, session_id: str) -> dict[str, Any]:
        return {"status": "submitted"}

    def wait(self, session_id: str, seen: story.Say) -> dict[str, Any]:
        seen("approved")
        return {**DECIDED, "confidence": 0.98}

    def report(self, session_id: str) -> dict[str, Any]:
        return REPORT


@pytest.fixture
def said(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it says, line by line."""
    lines: list[str] = []
    monkeypatch.setattr(story, "Client", Played)
    monkeypatch.setattr(story, "acts", lambda number, cache: [story.Act({}, b"document", b"selfie")])
    story.tell_story(app.config["TOOLS"], lines.append)
    return lines


def test_each_step_is_a_line_and_the_report_is_a_file(app: Flask, said: list[str]) -> None:
    kept = Path(app.config["SETTINGS"].instance_dir) / "demo-report.json"
    assert json.loads(kept.read_text()) == REPORT
    assert "decision      approved with confidence 0.98" in said
    assert f"report        {kept}, the answer of GET /v1/sessions/sess_1/report" in said
    assert said[-1].endswith("/staff/cases/sess_1")
    assert not any("\n" in line for line in said)


def test_its_key_is_good_for_the_demonstration_alone(session: Session, said: list[str]) -> None:
    assert session.scalars(select(ApiKey)).one().revoked_at is not None
