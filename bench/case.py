"""`python -m bench case [--runs N]`: the cost of opening one case, in CPU milliseconds of the web process.

A case with 20 images (a card's sides, a selfie, twelve frames of head movements, five photos that were replaced), 40
rows of history, 30 list entries that resemble the person, corrections, verdicts, calls, messages with attempts and a
thousand openings is written to a database in a temporary folder, its images sealed as always. A reviewer opens it
through the whole application, template included; then one photo at the page's size, that photo in full size, and a
frame, each with its watermark. The medians are reported.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from bench._figures import peak_mb, quantile
from kyc.app import create_app
from kyc.config import load
from kyc.domain import ids
from kyc.domain.check import SCREENINGS
from kyc.models import (
    CheckRecord,
    Correction,
    Delivery,
    DeliveryAttempt,
    Document,
    Event,
    LivenessChallenge,
    Selfie,
    StatusHistory,
    Verification,
    ViewLog,
    db,
    transaction,
    utcnow,
)
from kyc.services.record import api_calls, audit
from kyc.services.record.api_calls import Call
from kyc.services.record.audit import Act
from tests import make
from tests.api.staff import people
from tests.databases import Sqlite

RUNS, BAR_MS = 15, 150
FRAMES, REPLACED, HISTORY, HITS, OPENINGS, TRIES = 12, 5, 40, 30, 1000, 6
FIELDS = (
    "surname",
    "given_names",
    "document_number",
    "birth_date",
    "expiry_date",
    "nationality",
    "issuing_country",
    "sex",
)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench case", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measured(Path(folder), given.runs)))


def measured(folder: Path, runs: int = RUNS, size: tuple[int, int] = (4000, 3000)) -> dict[str, Any]:
    """CPU milliseconds of the page and of images of `size` pixels, the page's statements and kB, memory."""
    with Sqlite(folder) as server:
        address = {"instance_dir": folder / "instance", "database_url": server.copy(), "log_level": "WARNING"}
        app = create_app(load(_env_file=None, **address))
        with app.app_context():
            person = people.colleague(app, db.session(), "reviewer")
            case, images = filled(app, db.session(), size)
            statements = _counted(db.engine)
            db.session.remove()
        client = people.signed_in(app.test_client(), person)
        page = f"/staff/cases/{case}"
        spent = _all_spent(client, page, images, runs)
        statements.clear()
        weight = len(_opened(client, page).get_data())
        told = {
            "cpu_ms": spent,
            "bar_cpu_ms": BAR_MS,
            "statements": len(statements),
            "page_kb": round(weight / 1000, 1),
        }
        with app.app_context():
            db.engine.dispose()
    return {"images": len(images), "megapixels": size[0] * size[1] / 1e6, **told, "rss_mb": peak_mb()}


def filled(app: Flask, session: Session, size: tuple[int, int]) -> tuple[str, list[str]]:
    """The case's id and those of its images: the newest side first, the frames last."""
    with transaction(session):
        made = make.in_review(session, webhook_url="https://partner.example/hooks")
        made.reading, made.liveness_type = _reading(), "active"
        images = _images(app, session, made, size)
        _traffic(session, made)
        _screened(session, made)
    with transaction(session):
        for number in range(OPENINGS):
            view = ViewLog(viewer=f"staff:{number % 5}", verification_id=made.id, purpose="review")
            view.image_id = images[number % len(images)]
            session.add(view)
            if number % 10 == 0:
                audit.note(session, Act.IMAGE_OPENED, view.viewer, made.id, image=view.image_id, purpose="review")
    return made.id, images


def _images(app: Flask, session: Session, made: Verification, size: tuple[int, int]) -> list[str]:
    """Sides, selfie, frames and replaced photos, each sealed in the store."""
    photo, frame = _photo(size), _photo((1280, 720))
    blobs = app.config["TOOLS"].blobs
    for one in (*session.scalars(sa.select(Document)), *session.scalars(sa.select(Selfie))):
        one.width, one.height = size
        blobs.put(one.blob, photo)
    side = session.scalars(sa.select(Document)).one()
    shared = {"verification_id": made.id, "sha256": "0" * 64, "capture_method": "camera", "warnings": []}
    for number in range(REPLACED + 1):
        other = Document(id=ids.token("doc"), type="id_card", side="back" if number else "front", **shared)
        other.blob, other.width, other.height = f"document/{other.id}", *size
        other.replaced_at = utcnow() if number else None
        blobs.put(other.blob, photo)
        session.add(other)
    name = ids.token("chal")
    frames = [
        {"t_ms": 400 * at, "sha256": "0" * 64, "kept": "0" * 64, "blob": f"frame/{name}-{at}"} for at in range(FRAMES)
    ]
    for one in frames:
        blobs.put(str(one["blob"]), frame)
    asked = {"number": 1, "nonce_digest": "0" * 64, "moves": ["left", "right"], "capture_s": 20.0}
    row = LivenessChallenge(
        id=name, verification_id=made.id, frames=frames, received_at=utcnow(), reason="passed", **asked
    )
    session.add(row)
    session.flush()
    rest = session.scalars(sa.select(Document.id).where(Document.id != side.id)).all()
    selfie = session.scalars(sa.select(Selfie.id)).one()
    return [side.id, selfie, *rest, *(f"{name}-{at}" for at in range(1, FRAMES + 1))]


def _photo(size: tuple[int, int]) -> bytes:
    """A picture with as much detail as a photo has, so that its size and cost are realistic."""
    coarse = np.random.default_rng(7).integers(0, 255, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


def _reading() -> dict[str, Any]:
    region = {"side": "front", "box": [0.1, 0.2, 0.4, 0.25]}
    again = {"value": "DOE", "source": "viz", "confidence": 0.8, "region": region}
    field = {"value": "DOE", "source": "mrz", "confidence": 0.95, "clear": True, "region": region, "others": [again]}
    zone = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
    checks = {"number": True, "birth_date": True, "expiry_date": True}
    return {
        "fields": dict.fromkeys(FIELDS, field),
        "mrz": {"format": "TD3", "lines": zone, "checks": checks},
        "conflicts": ["birth_date"],
    }


def _traffic(session: Session, made: Verification) -> None:
    """History, calls, and messages with several attempts."""
    rows = session.scalars(sa.select(StatusHistory).where(StatusHistory.verification_id == made.id)).all()
    for number in range(HISTORY - len(rows)):
        said = {"status": "pending_review", "step": "check.face_match", "note": "review", "actor": "worker"}
        session.add(
            StatusHistory(profile_id=made.profile_id, verification_id=made.id, **said, key=f"{made.id}:{number}")
        )
    for route in ("documents", "selfie", "submit", "report"):
        call = Call("env_0123456789", "POST", f"/v1/sessions/{{session_id}}/{route}", 201)
        api_calls.note(session, made.id, call, 500)
    for number in range(3):
        event = Event(
            id=ids.event_id(), partner_id=made.partner_id, profile_id=made.profile_id, type="session.submitted"
        )
        event.verification_id, event.body = made.id, b"{}" * 400
        sent = Delivery(
            id=ids.token("dlv"), event_id=event.id, url=f"https://partner.example/{number}", body=b"{}" * 400
        )
        sent.state, sent.attempts = "delivered", TRIES
        session.add(event)
        session.flush()
        session.add(sent)
        session.flush()
        tried = [DeliveryAttempt(delivery_id=sent.id, number=at, status=500, elapsed_ms=120) for at in range(TRIES)]
        session.add_all(tried)


def _screened(session: Session, made: Verification) -> None:
    """Thirty entries that resemble the person, half of them in each index; and corrected fields."""
    for name in SCREENINGS:
        record = session.scalars(sa.select(CheckRecord).filter_by(verification_id=made.id, name=name)).one()
        asked = {"name": "JOHN DOE", "birth_date": "1990-01-15", "countries": ["GBR"], "document_number": "AB1234567"}
        lists = [
            {"name": f"List {at}", "date": "2026-11-01", "entities": 9, "version": "v1", "sample": False}
            for at in range(6)
        ]
        matches = [_match(name, at) for at in range(HITS // 2)]
        record.result, record.score = "hit", 0.9
        record.breakdown = {"query": asked, "matches": matches, "lists": lists, "review_at": 0.7}
    staff = session.scalar(sa.text("select min(id) from staff_user"))
    for field in FIELDS[:4]:
        fix = Correction(
            verification_id=made.id, staff_id=staff, field=field, was="D0E", value="DOE", reason="field_misread"
        )
        fix.at = utcnow() - timedelta(minutes=5)
        session.add(fix)


def _match(name: str, at: int) -> dict[str, Any]:
    return {
        "entity_id": f"{name}-{at}",
        "list_name": "House list",
        "name": f"Jon Doe {at}",
        "score": 0.9 - at / 100,
        "features": {"name": 0.95, "birth_date": 1.0, "country": 0.5},
        "programmes": ["HOUSE", "OTHER"],
        "aliases": [f"Johnny Doe {alias}" for alias in range(8)],
        "birth_dates": ["1990-01-15", "1990"],
        "countries": ["GBR", "USA"],
        "source_url": f"https://lists.example/{at}",
        "fingerprint": f"{name[:3]}{at:029d}",
    }


def _all_spent(client: FlaskClient, page: str, images: list[str], runs: int) -> dict[str, float]:
    addresses = {
        "case": page,
        "photo_as_shown": f"{page}/images/{images[0]}",
        "photo_every_pixel": f"{page}/images/{images[0]}?full",
        "frame": f"{page}/images/{images[-1]}",
    }
    return {name: _spent(client, address, runs) for name, address in addresses.items()}


def _spent(client: FlaskClient, address: str, runs: int) -> float:
    """The first one, which compiles the template, is left out."""
    times = []
    for _ in range(runs + 1):
        started = time.process_time()
        _opened(client, address)
        times.append(1000 * (time.process_time() - started))
    return quantile(times[1:], 0.5, 1)


def _opened(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"the answer was {answer.status_code}")
    return answer


def _counted(engine: sa.Engine) -> list[str]:
    """A list that collects every statement from now on."""
    found: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *said: found.append(said[2]))
    return found
