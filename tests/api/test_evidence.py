"""GET /v1/sessions/{id}/evidence.zip."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Document, Selfie, ViewLog, transaction
from kyc.services.verification import uploads
from tests import make
from tests.api.calls import LIVE, opened
from tests.papers import words


@pytest.fixture
def made(app: Flask, session: Session) -> str:
    """A session with a page and two selfies, the first of them replaced, in the store."""
    with transaction(session):
        found = make.with_evidence(session)
        uploads.attach_selfie(session, found, make.received("second"), "camera", "applicant")
    for name in (f"page-{found.id}", f"selfie-{found.id}", "second"):
        app.config["TOOLS"].blobs.put(f"document/{name}", name.encode())
    return found.id


def archive(client: FlaskClient, session_id: str) -> ZipFile:
    answer = client.get(f"/v1/sessions/{session_id}/evidence.zip", headers=LIVE)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="evidence-{session_id}.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    return ZipFile(io.BytesIO(answer.data))


def test_an_outsider_verifies_it_with_nothing_but_what_is_in_it(client: FlaskClient, made: str, tmp_path: Path) -> None:
    archive(client, made)
    archive(client, opened(client)["id"])
    found, folder = archive(client, made), tmp_path / "taken"
    found.extractall(folder)
    sums = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False)
    assert sums.returncode == 0, sums.stdout
    listed = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert [*listed, "SHA256SUMS"] == found.namelist()
    command = [sys.executable, "-I", "audit.py", "--gaps", "audit.jsonl"]
    chain = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (chain.returncode, chain.stdout[:12]) == (0, "unchanged: 2")


def test_images_are_those_of_the_store_replaced_ones_too(
    app: Flask, client: FlaskClient, session: Session, made: str
) -> None:
    found = archive(client, made)
    session.rollback()
    stored = {f"images/{one.id}-{one.side}.jpg": one.blob for one in session.scalars(select(Document))}
    stored |= {f"images/{one.id}-selfie.jpg": one.blob for one in session.scalars(select(Selfie))}
    assert len(stored) == 3
    assert {name for name in found.namelist() if name.startswith("images/")} == set(stored)
    for name, blob in stored.items():
        assert found.read(name) == app.config["TOOLS"].blobs.get(blob)


def test_report_and_paper_are_of_one_moment(client: FlaskClient, made: str) -> None:
    found = archive(client, made)
    report, manifest = (json.loads(found.read(name)) for name in ("report.json", "manifest.json"))
    assert report["id"] == manifest["session_id"] == made
    assert report["audit_head"] == manifest["audit_head"]
    assert f"audit {report['audit_head']}" in words(found.read("report.pdf"))


def test_every_image_counts_as_opened_by_the_key(client: FlaskClient, session: Session, made: str) -> None:
    found = archive(client, made)
    session.rollback()
    seen = session.scalars(select(ViewLog)).all()
    last = json.loads(found.read("audit.jsonl").splitlines()[-1])
    assert last["act"] == "case_file.taken"
    assert [row.image_id for row in seen] == last["detail"]["images"]
    assert {row.viewer for row in seen} == {last["actor"]}
    assert len(seen) == 3


def test_an_image_that_is_gone_is_named_and_the_rest_comes(
    app: Flask, client: FlaskClient, session: Session, made: str
) -> None:
    page = session.scalars(select(Document)).one()
    app.config["TOOLS"].blobs.delete(page.blob)
    found = archive(client, made)
    manifest = json.loads(found.read("manifest.json"))
    assert manifest["images_that_could_not_be_read"] == [f"images/{page.id}-data_page.jpg"]
    assert found.testzip() is None
