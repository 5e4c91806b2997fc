"""After an erasure no file of the installation holds a word of the person: database, its logs, images, job tables."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from kyc.adapters.receipts import opened
from kyc.config import Settings
from kyc.domain.audit import first_fault
from kyc.domain.data_classes import DataClass
from kyc.domain.ports import Answer
from kyc.models import Delivery, Erasure, Event, Verification, db, transaction
from kyc.models.leftovers import rewrite, sweep
from kyc.services.examining import pipeline
from kyc.services.privacy import personal_columns, receipts, tombstones
from kyc.services.record import audit
from kyc.services.telling import deliveries
from kyc.worker import erasures
from tests import make
from tests.api.calls import LIVE, add_document, add_selfie, submit
from tests.databases import Database, Postgres, _binary
from tests.traces import files, found
from tests.written_everywhere import everywhere, words

PERSON = {
    "name": "Zqörnwald Quixabeth",
    "document_type": "passport",
    "document_number": "ZQX7719365",
    "nationality": "SG",
}
READ = {"full_name": "ZQORNWALD QUIXABETH", "date_of_birth": "1932-11-19", "document_number": "ZQY8830476"}
ZONE = "P<UTOZQORNWALD<<QUIXABETH<<<<<<<<<<<<<<<<<<<"
ASKED = {
    "client_reference_id": "zqcustomerqz",
    "metadata": {"hint": "zqmetadataqz"},
    "webhook_url": "https://93.184.215.14/zqhookqz",
    "return_url": "https://partner.example/zqreturnqz",
}
OF_THE_APIS = {
    *("Zqörnwald", "Quixabeth", "ZQX7719365", "ZQORNWALD", "1932-11-19", "ZQY8830476", "zqanswerqz", "zqkeyqz"),
    *("zqcustomerqz", "zqmetadataqz", "zqhookqz", "zqreturnqz"),
}


@pytest.fixture
def person(client: FlaskClient, session: Session) -> Verification:
    """Somebody who was declared, photographed, read, decided on and told of, by way of the APIs."""
    once = {**LIVE, "Idempotency-Key": "zqkeyqz"}
    made = client.post("/v1/sessions", json={"applicant": PERSON, **ASKED}, headers=once).get_json()
    add_document(client, made["id"])
    add_selfie(client, made["id"])
    submit(client, made["id"])
    with transaction(session):
        pipeline.begin(session, made["id"])
        reading = {"mrz": {"lines": [ZONE]}}
        pipeline.conclude(session, made["id"], replace(make.examination(), extracted=dict(READ), reading=reading))
    with transaction(session):
        sent = session.scalars(select_deliveries(made["id"])).one()
        deliveries.settle(session, sent.id, 0, Answer(500, 3, body="Dear zqanswerqz"), lambda: 0.5)
    return session.get_one(Verification, made["id"])


def long_words() -> set[str]:
    """Those that stand in no random id by chance; the short ones are looked for in `test_scrubbing`, by columns."""
    return {word for word in words() if len(word) > 7}


def select_deliveries(verification_id: str) -> sa.Select[Delivery]:
    return (
        sa.select(Delivery).join(Event, Event.id == Delivery.event_id).where(Event.verification_id == verification_id)
    )


@pytest.fixture
def elsewhere(app: Flask, session: Session) -> Verification:
    """Somebody whose words stand in every column that there is."""
    with transaction(session):
        return everywhere(session)


@pytest.fixture
def wanted(person: Verification, elsewhere: Verification) -> set[str]:
    return OF_THE_APIS | long_words()


def written(settings: Settings, database: Database) -> Iterator[tuple[str, bytes]]:
    """Everything that lies on the disk; of PostgreSQL its dump."""
    yield from files(settings.instance_dir)
    url = make_url(settings.database_url)
    if isinstance(database, Postgres):
        dump = [_binary("pg_dump"), "-h", "127.0.0.1", "-p", str(url.port), "-U", "ekyc", str(url.database)]
        yield "pg_dump", subprocess.run(dump, check=True, capture_output=True).stdout
    else:
        for path in Path(str(url.database)).parent.glob(Path(str(url.database)).name + "*"):
            yield path.name, path.read_bytes()


def erase(app: Flask, client: FlaskClient, *gone: Verification) -> list[str]:
    """By the API, and the job behind it; returns the ids of the receipts."""
    ids = []
    for one in gone:
        answer = client.delete(f"/v1/profiles/{one.profile_id}", headers=LIVE)
        assert answer.status_code == 202, answer.text
        ids.append(answer.get_json()["redaction"]["receipt_id"])
    db.session.remove()  # who still reads would keep SQLite's log in use
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    tools = app.config["TOOLS"]
    for receipt_id in ids:
        erasures.clear(tools, db.engine, sessions, receipt_id)
        with sessions() as session, transaction(session):
            receipts.finish(session, tools.receipts, "https://kyc.example", receipt_id)
    sweep(db.engine, ())
    return ids


def test_every_word_is_there_before(settings: Settings, database: Database, wanted: set[str]) -> None:
    assert {word for word, _ in found(written(settings, database), wanted)} == wanted


def test_no_word_is_left_in_any_file(
    app: Flask,
    client: FlaskClient,
    settings: Settings,
    database: Database,
    person: Verification,
    elsewhere: Verification,
    wanted: set[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    erase(app, client, person, elsewhere)
    assert found(written(settings, database), wanted) == set()
    said = "".join(capfd.readouterr())
    assert found([("logs", said.encode())], wanted) == set()


def test_no_image_is_left(app: Flask, client: FlaskClient, settings: Settings, person: Verification) -> None:
    blobs = app.config["TOOLS"].blobs
    assert len(list(blobs.names())) == 2
    erase(app, client, person)
    assert list(blobs.names()) == []
    assert list(files(settings.instance_dir / "blobs")) == []


def test_a_place_that_is_left_out_is_found_in_the_files(
    app: Flask,
    client: FlaskClient,
    settings: Settings,
    database: Database,
    elsewhere: Verification,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = {"value": DataClass.RECORD}
    monkeypatch.setitem(personal_columns.PERSONAL, "correction", {**personal_columns.PERSONAL["correction"], **kept})
    erase(app, client, elsewhere)
    assert {word for word, _ in found(written(settings, database), long_words())} == {"zqcorrectionvalueqz"}


def test_the_chain_is_whole_and_the_receipt_is_good(
    app: Flask, client: FlaskClient, session: Session, person: Verification, settings: Settings
) -> None:
    profile_id, verification_id = person.profile_id, person.id
    [receipt_id] = erase(app, client, person)
    body = client.get(f"/v1/receipts/{receipt_id}", headers=LIVE).get_json()
    said = opened(body["receipt"], client.get("/v1/receipts/keys").get_json())
    assert (body["status"], said["jti"], said["iss"]) == ("completed", receipt_id, "https://kyc.example")
    stone = receipts.tombstone_in(said)
    assert (stone.record_id, stone.sessions, stone.whole) == (profile_id, (verification_id,), True)
    assert said["counts"]["images"] == 2
    assert tombstones.kept(settings.instance_dir / tombstones.FILE) == [stone]
    session.rollback()
    assert first_fault(audit.entries(session)) is None
    assert client.get(f"/v1/sessions/{verification_id}", headers=LIVE).get_json()["redaction"]["status"] == "completed"


def test_what_proves_that_it_was_done_stays(
    app: Flask, client: FlaskClient, session: Session, person: Verification
) -> None:
    verification_id = person.id
    before = client.get(f"/v1/sessions/{verification_id}", headers=LIVE).get_json()
    erase(app, client, person)
    after = client.get(f"/v1/sessions/{verification_id}", headers=LIVE).get_json()
    for name in ("id", "record_id", "status", "created_at", "confidence", "checks", "final"):
        assert after[name] == before[name], name
    assert after["extracted_data"] is None


def test_the_files_of_postgresql_hold_nothing_once_they_are_rewritten(
    app: Flask, client: FlaskClient, database: Database, settings: Settings, elsewhere: Verification
) -> None:
    erase(app, client, elsewhere)
    rewrite(db.engine, personal_columns.TOUCHED)
    if not isinstance(database, Postgres):
        assert found(written(settings, database), long_words()) == set()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        oid = connection.scalar(sa.text("select oid from pg_database where datname = current_database()"))
        connection.execute(sa.text("checkpoint"))
    assert found(files(database.data / "base" / str(oid)), long_words()) == set()


def test_again_the_job_changes_nothing(app: Flask, client: FlaskClient, session: Session, person: Verification) -> None:
    [receipt_id] = erase(app, client, person)
    session.rollback()
    first = session.get_one(Erasure, receipt_id).receipt
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    erasures.clear(app.config["TOOLS"], db.engine, sessions, receipt_id)
    with transaction(session):
        receipts.finish(session, app.config["TOOLS"].receipts, "https://other.example", receipt_id)
    assert session.get_one(Erasure, receipt_id, populate_existing=True).receipt == first
    assert first
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", first)
