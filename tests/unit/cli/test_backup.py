"""`flask kyc backup create | verify | restore`: everything as of one moment, into an empty installation alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.adapters.backups.folder import Manifest, digest_of
from kyc.app import create_app
from kyc.cli.backup import backup_cli
from kyc.cli.backup_restoring import check_keys
from kyc.cli.backup_taking import marks
from kyc.config import Settings, load
from kyc.domain.audit import first_fault
from kyc.domain.errors import Unavailable
from kyc.models import Document, Profile, Verification, WorkerHeartbeat, db, transaction, utcnow
from kyc.services.privacy import erasure, tombstones
from kyc.services.record import audit
from tests import make
from tests.databases import Database
from tests.queued import unfinished

PICTURE = b"what a camera saw"
LOST = "--without-tombstones"
alone = pytest.mark.one_database


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(backup_cli, [str(word) for word in words])


@pytest.fixture
def case(app: Flask, session: Session) -> str:
    """A submitted verification whose images lie in the store, and a worker that had begun its job."""
    with transaction(session):
        made = make.submitted(session)
        session.add(WorkerHeartbeat(executor_id="other-1", at=utcnow()))
        table = "workflow_status" if app.config["SETTINGS"].is_sqlite else "dbos.workflow_status"
        session.execute(sa.text(f"update {table} set status = 'PENDING', executor_id = 'other-1'"))
    for name in ("page", "selfie"):
        app.config["TOOLS"].blobs.put(f"document/{name}-{made.id}", PICTURE)
    return made.id


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def backup(app: Flask, case: str, keys: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    done = run(app, "create", folder, "--keys", keys)
    assert done.exit_code == 0, done.output
    return folder


@contextmanager
def elsewhere(database: Database, folder: Path, url: str = "") -> Iterator[Flask]:
    """Another installation, with secrets of its own and nothing in it."""
    app = create_app(load(_env_file=None, instance_dir=folder, database_url=url or database.empty()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_backup_is_put_back_with_its_rows_its_images_and_its_chain(
    app: Flask, backup: Path, keys: Path, case: str, database: Database, tmp_path: Path
) -> None:
    assert run(app, "verify", backup, "--keys", keys).output.endswith(", 2 objects opened\n")
    with elsewhere(database, tmp_path / "new") as new:
        done = run(new, "restore", backup, "--keys", keys, LOST)
        assert done.exit_code == 0, done.output
        assert "2 objects, 0 erasures done again, 1 jobs handed on" in done.output
        session = db.session()
        assert session.get_one(Verification, case).state.value == "submitted"
        for one in session.scalars(sa.select(Document)):
            assert new.config["TOOLS"].blobs.get(one.blob) == PICTURE
        acts = [one.act for one in audit.entries(session)]
        assert acts[-1] == "backup.restored"
        assert first_fault(audit.entries(session), audit.head(session) or "") is None
        assert (unfinished(db.engine), jobs.busy(db.engine)) == (1, [])
        assert session.query(WorkerHeartbeat).count() == 0
        assert "this installation is not empty" in run(new, "restore", backup, "--keys", keys, LOST).output


def test_who_was_erased_after_the_backup_stays_erased(
    app: Flask, backup: Path, keys: Path, case: str, database: Database, tmp_path: Path, session: Session
) -> None:
    stones = tmp_path / "erasures.jsonl"
    with transaction(session):
        erased = erasure.redact(session, session.get_one(Verification, case), erasure.Order("partner", "operator"))
    tombstones.append(stones, erasure.tombstone_of(erased))
    with elsewhere(database, tmp_path / "new") as new:
        assert "say --tombstones FILE" in run(new, "restore", backup, "--keys", keys).output
        done = run(new, "restore", backup, "--keys", keys, "--tombstones", stones)
        assert "1 erasures done again" in done.output, done.output
        found = db.session().get_one(Verification, case)
        assert found.erasure_id == erased.id
        assert db.session().get_one(Profile, found.profile_id).name is None


@alone
def test_a_file_of_tombstones_that_lies_in_the_folder_still_counts(
    app: Flask, backup: Path, keys: Path, database: Database, tmp_path: Path
) -> None:
    with elsewhere(database, tmp_path / "new") as new:
        (tmp_path / "new" / "erasures.jsonl").write_text("no tombstone\n")
        assert "the tombstones cannot be read" in run(new, "restore", backup, "--keys", keys).output
        (tmp_path / "new" / "erasures.jsonl").write_text("")
        assert "0 erasures done again" in run(new, "restore", backup, "--keys", keys).output


@alone
def test_the_taking_stands_on_the_chain_by_the_digest_of_the_manifest(
    app: Flask, backup: Path, session: Session
) -> None:
    told = [one for one in audit.entries(session) if one.act == "backup.taken"]
    assert told[0].detail["backup"] == digest_of(backup / "manifest.json")
    assert told[0].actor == "operator"


@alone
def test_what_was_changed_or_is_gone_is_found_before_anything_is_put_back(
    app: Flask, backup: Path, keys: Path, case: str, database: Database, tmp_path: Path
) -> None:
    (backup / "objects" / f"document/page-{case}").write_bytes(b"another")
    (backup / "objects" / f"document/selfie-{case}").unlink()
    said = run(app, "verify", backup)
    assert said.exit_code == 1
    assert said.output.count("is not as it was written") == 2
    with elsewhere(database, tmp_path / "new") as new:
        assert run(new, "restore", backup, "--keys", keys, LOST).exit_code == 1
        assert not sa.inspect(db.engine).get_table_names()


@alone
def test_a_folder_without_a_manifest_is_no_backup(app: Flask, backup: Path) -> None:
    (backup / "manifest.json").unlink()
    assert "holds no finished backup" in run(app, "verify", backup).output


@alone
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "this version reads 1"),
        ({"revision": "9999"}, "install that one"),
        ({"database": "oracle"}, "the backup is of oracle"),
    ],
)
def test_what_this_version_cannot_take_is_refused(
    app: Flask,
    backup: Path,
    keys: Path,
    database: Database,
    tmp_path: Path,
    changes: dict[str, object],
    said: str,
) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | changes))
    with elsewhere(database, tmp_path / "new") as new:
        assert said in run(new, "restore", backup, "--keys", keys, LOST).output


@alone
def test_secrets_that_do_not_fit_are_refused(app: Flask, backup: Path, database: Database, tmp_path: Path) -> None:
    with elsewhere(database, tmp_path / "new") as new:
        said = run(new, "restore", backup, LOST)
        assert "BLOB_KEYS does not open this backup" in said.output
        assert not sa.inspect(db.engine).get_table_names()


@alone
def test_an_object_that_is_not_there_is_listed_and_said(app: Flask, case: str, tmp_path: Path) -> None:
    app.config["TOOLS"].blobs.delete(f"document/page-{case}")
    done = run(app, "create", tmp_path / "backup")
    assert done.exit_code == 0
    assert "1 objects are named by a row and not in the store" in done.output
    assert json.loads((tmp_path / "backup/manifest.json").read_text())["missing"] == [f"document/page-{case}"]
    assert run(app, "verify", tmp_path / "backup").exit_code == 0


@alone
def test_keys_go_apart_from_the_data_and_over_nothing(app: Flask, case: str, keys: Path, tmp_path: Path) -> None:
    inside = run(app, "create", tmp_path / "one", "--keys", tmp_path / "one" / "keys.json")
    assert "the keys go apart from the data" in inside.output
    keys.write_text("{}")
    assert "keys are not written over" in run(app, "create", tmp_path / "two", "--keys", keys).output
    assert keys.read_text() == "{}"


@alone
def test_a_backup_goes_into_a_folder_of_its_own_and_only_its_owner_reads_it(app: Flask, backup: Path) -> None:
    assert "is not empty" in run(app, "create", backup).output
    files = [one for one in backup.rglob("*") if one.is_file()]
    assert len(files) == 5
    assert {one.stat().st_mode & 0o077 for one in [backup, *files]} == {0}


@alone
def test_no_value_of_a_person_stands_in_the_manifest_or_the_listing(app: Flask, backup: Path) -> None:
    told = (backup / "manifest.json").read_text() + (backup / "objects.jsonl").read_text()
    assert "Jane" not in told
    assert app.config["SETTINGS"].blob_keys.get_secret_value().partition(":")[2] not in told


@alone
def test_a_backup_of_before_an_exchange_of_the_pepper_is_of_this_installation(settings: Settings) -> None:
    taken = cast(Manifest, SimpleNamespace(keys=marks(settings)))
    rotated = {"api_key_pepper": SecretStr("the next"), "api_key_pepper_fallbacks": settings.api_key_pepper}
    check_keys(settings.model_copy(update=rotated), taken)
    with pytest.raises(Unavailable, match="API_KEY_PEPPER"):
        check_keys(settings.model_copy(update={"api_key_pepper": SecretStr("the next")}), taken)
