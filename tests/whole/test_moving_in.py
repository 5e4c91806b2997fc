"""Records move in from a real PocketBase, by its file, by a backup and from the server itself."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.peers.pocketbase import IDENTITY, PASSWORD, PocketBase
from kyc.adapters.pocketbase import Access, Client, Mirror, Names
from kyc.domain.lifecycle import Step
from kyc.models import (
    AuditEntry,
    CheckRecord,
    Decision,
    Delivery,
    Document,
    Event,
    Profile,
    Selfie,
    StatusHistory,
    Verification,
    transaction,
)
from kyc.services.moving import importing
from kyc.services.moving.importing import Owner, Page, Pictures
from kyc.services.telling import mirroring
from kyc.services.verification.transitions import advance
from tests.make import LIVE_KEY, PERSON
from tests.outside import client as client  # noqa: PLC0414  (each call in a context of its own)

pytestmark = pytest.mark.xdist_group("pocketbase")
Move = Callable[..., Result]
TABLES = (Profile, Verification, StatusHistory, Document, Selfie, CheckRecord, Decision, Event, AuditEntry)


def photo(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PocketBase]:
    with PocketBase(tmp_path_factory.mktemp("pb_data")) as running:
        yield running


@pytest.fixture(scope="module")
def people(old: PocketBase) -> dict[str, str]:
    """Records as the first generation left them, by what is special about each."""
    pictures = {"document_front": photo(), "selfie": photo("grey")}
    made = {
        "new": old.add(document_number="N1"),
        "waits": old.add(pictures, document_number="N2"),
        "approved": old.add(pictures, document_number="N3", verification_status="verified"),
        "rejected": old.add(document_number="N4", verification_status="rejected"),
        "begun": old.add({"document_front": b"no picture"}, document_number="N5"),
        "card": old.add({"document_back": photo()}, document_type="National ID", document_number="N6"),
        "again": old.add(document_number="n-1", name="Somebody Else"),
        "nowhere": old.add(document_number="N7", nationality="Atlantis"),
        "odd": old.add(document_number="N8", verification_status="frobnicated"),
    }
    old.happened(made["waits"], "pending_review")
    old.happened(made["approved"], "pending_review", "approved")
    old.happened(made["rejected"], "submitted", "rejected")
    old.happened(made["begun"], "in_progress")
    return made


@pytest.fixture
def move(app: Flask) -> Move:
    """The command, with a result that has to be good unless `fails`."""

    def run(source: object, *words: str, fails: bool = False) -> Result:
        done = app.test_cli_runner().invoke(
            args=["kyc", "import-pocketbase", str(source), *words], input=f"{PASSWORD}\n"
        )
        assert (done.exit_code != 0) is fails, done.output
        return done

    return run


def counts(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def sealed(app: Flask) -> list[Path]:
    return [path for path in (app.config["SETTINGS"].instance_dir / "blobs").rglob("*") if path.is_file()]


def status(client: FlaskClient, record_id: str) -> tuple[str, str]:
    data = client.get(f"/api/profiles/{record_id}").json["data"]
    return data["verification_status"], data["status"]


def session_of(client: FlaskClient, record_id: str) -> str | None:
    found: str | None = client.get(f"/v1/profiles/{record_id}", headers={"x-api-key": LIVE_KEY}).json["session_id"]
    return found


def report(client: FlaskClient, record_id: str) -> dict[str, object]:
    path = f"/v1/sessions/{session_of(client, record_id)}/report"
    found: dict[str, object] = client.get(path, headers={"x-api-key": LIVE_KEY}).json
    return found


@pytest.fixture
def moved(move: Move, old: PocketBase, people: dict[str, str]) -> dict[str, str]:
    move(old.folder)
    return people


def test_old_links_ids_times_and_words_live_on(
    moved: dict[str, str], client: FlaskClient, old: PocketBase, session: Session
) -> None:
    assert status(client, moved["new"]) == ("unverified", "unverified")
    assert status(client, moved["waits"]) == ("unverified", "pending_review")
    assert status(client, moved["approved"]) == ("verified", "approved")
    assert status(client, moved["rejected"]) == ("rejected", "rejected")
    assert status(client, moved["begun"]) == ("unverified", "in_progress")
    there = old.read(moved["approved"])
    here = client.get(f"/api/profiles/{moved['approved']}").json["data"]
    assert here["createdAt"] == there["created"].replace(" ", "T")
    assert [here[name] for name in PERSON] == [there[name] for name in PERSON]
    opened = {
        name: client.get(f"/{moved[name]}").location for name in ("new", "begun", "waits", "approved", "rejected")
    }
    leads = {name: address.rpartition("/")[2] for name, address in opened.items()}
    assert leads == {"new": "start", "begun": "start", "waits": "result", "approved": "result", "rejected": "result"}


def test_the_person_is_found_again_and_a_second_run_changes_nothing(
    moved: dict[str, str], move: Move, old: PocketBase, client: FlaskClient, session: Session
) -> None:
    before = counts(session)
    assert "0 records moved in, 0 brought up to date, 8 were here already" in move(old.folder).output
    assert counts(session) == before
    body = {**PERSON, "document_number": "n3", "nationality": "Singapore"}
    answer = client.post("/api/profiles/create", json=body, headers={"x-api-key": LIVE_KEY})
    assert (answer.status_code, answer.json["id"]) == (200, moved["approved"])
    assert "id_taken: 8 (not moved)" in move(old.folder, "--mode", "test").output


def test_photos_are_sealed_and_what_did_not_run_here_is_no_pass(
    moved: dict[str, str], client: FlaskClient, session: Session, app: Flask
) -> None:
    for name in ("waits", "approved", "rejected"):
        found = report(client, moved[name])
        assert {(one["result"], one["method"]) for one in found["checks"]} == {("not_performed", "imported")}
        assert [one["code"] for one in found["checks"][0]["reasons"]] == ["imported"]
        decision = found["decision"]
        assert (decision["rule"], decision["method"], decision["approvals"]) == ("imported", "imported", [])
        assert (found["confidence"], found["extracted_data"]) == (None, None)
    assert session_of(client, moved["new"]) is None
    assert not session.scalar(select(func.count()).select_from(Delivery))
    assert not session.scalar(select(func.count()).select_from(Event))
    page = session.scalars(select(Document).join(Verification).where(Verification.profile_id == moved["waits"])).one()
    assert (page.type, page.side, page.capture_method) == ("passport", "data_page", "imported")
    card = session.scalars(select(Document).join(Verification).where(Verification.profile_id == moved["card"])).one()
    assert (card.type, card.side) == ("id_card", "back")
    kept = app.config["TOOLS"].blobs
    assert Image.open(BytesIO(kept.get(page.blob))).size == (900, 600)
    selfies = session.scalars(select(Selfie.blob)).all()
    assert len(selfies) == 2
    assert all(kept.get(blob) for blob in selfies)


def test_what_could_not_be_taken_is_listed_by_ids_and_codes(
    move: Move, old: PocketBase, people: dict[str, str], session: Session, tmp_path: Path
) -> None:
    told = move(old.folder, "--rejects", str(tmp_path / "rejects.csv"))
    found = {(row["record"], row["code"], row["moved"]) for row in csv.DictReader((tmp_path / "rejects.csv").open())}
    assert found == {
        (people["odd"], "unknown_status", "no"),
        (people["begun"], "file_type_unsupported", "yes"),
        (people["again"], "same_person", "yes"),
        (people["nowhere"], "unknown_country", "yes"),
    }
    assert "8 records moved in" in told.output
    assert "unknown_status: 1 (not moved)" in told.output
    assert not any(word in told.output for word in ("Somebody", "Atlantis", "frobnicated"))
    assert session.get(Profile, people["odd"]) is None
    explained = move(old.folder, "--status", "frobnicated=pending_review")
    assert "1 records moved in, 0 brought up to date, 8 were here already" in explained.output


def test_a_dry_run_says_the_same_and_writes_nothing(
    move: Move, old: PocketBase, people: dict[str, str], session: Session, app: Flask
) -> None:
    before = counts(session)
    told = move(old.folder, "--dry-run").output
    assert "8 records would be moved in" in told
    assert "5 photos" in told
    assert "same_person: 1" in told
    assert counts(session) == before
    assert sealed(app) == []


def test_the_server_a_backup_and_the_folder_give_the_same(
    move: Move, old: PocketBase, people: dict[str, str], session: Session, app: Flask
) -> None:
    told = move(old.url, "--email", IDENTITY).output
    assert "8 records moved in" in told
    assert "5 photos" in told
    before = counts(session)
    for source in (old.backup(), old.folder / "data.db"):
        assert "0 records moved in, 0 brought up to date, 8 were here already" in move(source).output
    assert counts(session) == before
    assert not list(app.config["SETTINGS"].instance_dir.glob("moving-*"))
    wrong = move(old.url, "--email", "nobody@example.test", fails=True)
    assert "does not know this superuser" in wrong.output


def test_a_run_that_is_cut_off_goes_on_where_it_stood(
    move: Move, old: PocketBase, people: dict[str, str], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc.cli.moving.PAGE", 3)
    whole = importing.write

    def cut_off(session: Session, page: Page, owner: Owner, pictures: Pictures) -> list[str]:
        if len(owner.seen) >= 3:
            raise KeyboardInterrupt
        return whole(session, page, owner, pictures)

    monkeypatch.setattr("kyc.cli.moving.write", cut_off)
    move(old.folder, fails=True)
    assert counts(session)[0] == 3
    monkeypatch.setattr("kyc.cli.moving.write", whole)
    told = move(old.folder).output
    assert "3 were here already" in told
    assert session.scalar(select(func.count()).select_from(Profile)) == len(people) - 1


def test_whatever_is_called_otherwise_is_named(
    move: Move, old: PocketBase, people: dict[str, str], tmp_path: Path
) -> None:
    said = {
        ("--profiles", "people"): "no collection people",
        ("--field", "created=born"): "has no field born",
        ("--field", "height=tall"): "no field of ours: height",
        ("--field", "created"): "write it as OURS=THEIRS",
        ("--file", "selfie=nose"): "no picture of ours: nose",
        ("--status", "done=finished"): "no status of ours: finished",
    }
    for words, expected in said.items():
        assert expected in move(old.folder, *words, fails=True).output
    assert "no partner with this id" in move(old.folder, "--partner", "ptn_unknown", fails=True).output
    assert "cannot be opened" in move(tmp_path, fails=True).output
    (tmp_path / "data.db").write_bytes(b"no database at all" * 100)
    assert "cannot be read" in move(tmp_path, fails=True).output
    (tmp_path / "backup.zip").write_bytes(b"PK")
    assert "cannot be read" in move(tmp_path / "backup.zip", fails=True).output
    assert "only to this machine" in move("http://pb.example", "--email", IDENTITY, fails=True).output
    skipped = move(old.folder, "--dry-run", "--file", "selfie=skip", "--file", "document_back=skip").output
    assert "2 photos" in skipped


def test_what_went_on_there_is_brought_up_to_date_and_what_went_on_here_stays(
    move: Move, old: PocketBase, client: FlaskClient, session: Session, app: Flask
) -> None:
    pictures = {"document_front": photo()}
    added = [old.add(pictures, document_number=f"C{number}") for number in range(3)]
    there, here, fresh = added
    for one in (there, here):
        old.happened(one, "pending_review")
    move(old.folder)
    verification_id, blobs = session_of(client, there), sealed(app)
    with transaction(session):
        case = session.scalars(select(Verification).where(Verification.profile_id == here)).one()
        advance(session, case, Step.REJECT, "staff:1", "document_expired")
    for one in (there, here):
        old.happened(one, "approved")
        old.change(one, verification_status="verified")
    old.happened(fresh, "pending_review")
    told = move(old.folder, "--rejects", str(app.config["SETTINGS"].instance_dir / "rejects.csv")).output
    assert "0 records moved in, 2 brought up to date" in told
    assert "changed_here: 1 (moved all the same)" in told
    assert (status(client, there), session_of(client, there)) == (("verified", "approved"), verification_id)
    assert [one["status"] for one in report(client, there)["history"]] == ["pending_review", "approved"]
    assert status(client, here) == ("rejected", "rejected")
    assert status(client, fresh) == ("unverified", "pending_review")
    assert len(sealed(app)) == len(blobs)
    assert "2 brought up to date" not in move(old.folder).output
    tell_of(session, old, here)
    assert old.read(here)["verification_status"] == "rejected"
    assert old.statuses(here) == ["pending_review", "approved", "rejected"]
    for one in added:
        old.remove(one)


def tell_of(session: Session, old: PocketBase, record_id: str) -> None:
    """Mirror the newest word of a record, twice, as a job that dies in between would."""
    newest = session.scalar(select(func.max(StatusHistory.id)).where(StatusHistory.profile_id == record_id))
    update = mirroring.prepare(session, newest or 0)
    assert update
    mirror = Mirror(Client(Access(old.url, IDENTITY, PASSWORD)), Names())
    assert [mirror.tell(update) for _ in range(2)] == [True, True]
