"""Room on the disks, and files that nobody else may read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kyc.cli.doctor import places
from kyc.config import Settings
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("free", "level"), [(100 * 1024**2, FAIL), (1024**3, WARN), (50 * 1024**3, OK)])
def test_free_space_is_judged_for_database_and_images(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, level: object
) -> None:
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert levels(places.disk_space, patient(settings)) == [level, level]
    assert levels(places.disk_space, patient(settings, blob_url="s3://bucket")) == [level]


def test_a_closed_installation_is_well(settings: Settings) -> None:
    assert found(places.private_files, patient(settings)) == [(OK, "secrets and database are for their owner alone")]


@pytest.mark.parametrize(("name", "level"), [("secrets.json", FAIL), (".", WARN)])
def test_what_others_can_read_is_told(settings: Settings, name: str, level: object) -> None:
    (settings.instance_dir / name).chmod(0o755)
    ((one, says),) = found(places.private_files, patient(settings))
    assert one == level
    assert "open to others (055)" in says


def test_a_database_in_a_closed_folder_is_closed(settings: Settings) -> None:
    (settings.instance_dir / "ekyc.db").write_bytes(b"")
    (settings.instance_dir / "ekyc.db").chmod(0o644)
    assert levels(places.private_files, patient(settings)) == [OK]
