"""No byte left under the database or the images: a 503 that changed nothing, and all goes on when there is room."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

from tests.databases import Database, Postgres
from tests.reliability.conftest import DURABLE, Opened
from tests.reliability.partner import Partner, check_all
from tests.reliability.receiver import Receiver
from tests.reliability.site import Site
from tests.reliability.volume import Volume
from tests.waiting import until

NUMBER, FULL_TIMES = 6, 25

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@pytest.fixture
def volume() -> Iterator[Volume]:
    """Outside pytest's folders: those are closed to the user that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="kyc-volume-"))
    folder.chmod(0o755)
    with Volume(folder, 256) as made:
        yield made
    shutil.rmtree(folder)


@pytest.fixture
def filled(volume: Volume, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database | None]:
    """On the small disk: PostgreSQL with its own folder, SQLite with the file itself."""
    if request.config.getoption("--database") != "postgresql":
        yield None
        return
    home = volume.folder / "server"
    home.mkdir()
    with Postgres(tmp_path / "filled", DURABLE, home) as server:
        yield server


def processes(site: Site) -> list[int]:
    """Every process of the site, with its children."""
    parents = [psutil.Process(one.pid) for one in site.running.values()]
    return [one.pid for parent in parents for one in (parent, *parent.children(recursive=True))]


class Storm:
    """A partner who goes on all the time that the disk is full, and until nothing is."""

    def __init__(self, site: Site) -> None:
        self.partner, self.acknowledged, self.calm = Partner(site.url), list[str](), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for number in count(NUMBER):
            if self.calm.is_set():
                return
            self.acknowledged.append(self.partner.verify(number))

    def refused(self, times: int) -> bool:
        return self.partner.answers[503] >= times

    def ended(self) -> list[str]:
        self.calm.set()
        self._thread.join(300)
        assert not self._thread.is_alive()
        assert 500 not in self.partner.answers
        print(f"\n{len(self.acknowledged)} more verifications, answers meanwhile {dict(self.partner.answers)}")
        return self.acknowledged


def test_a_full_disk_under_the_database_loses_nothing(
    volume: Volume, filled: Database | None, tmp_path: Path, receiver: Receiver
) -> None:
    url = filled.copy() if filled else f"sqlite:///{volume.folder / 'ekyc.db'}"
    with Site(tmp_path / "instance", url, rest_s=3, WEBHOOK_URL=receiver.url) as site:
        partner = Partner(site.url)
        before = [partner.verify(number) for number in range(NUMBER)]
        volume.fill(processes(site))
        storm = Storm(site)
        assert until(lambda: storm.refused(FULL_TIMES), 120), storm.partner.answers
        volume.empty(processes(site))
        check_all(site.engine, before + storm.ended(), receiver)


def test_a_full_disk_under_the_images_loses_nothing(volume: Volume, opened: Opened, receiver: Receiver) -> None:
    site = opened(rest_s=0.2, WEBHOOK_URL=receiver.url, BLOB_URL=f"file://{volume.folder / 'blobs'}")
    partner = Partner(site.url)
    before = [partner.verify(number) for number in range(NUMBER)]
    volume.fill(processes(site))
    storm = Storm(site)
    assert until(lambda: storm.refused(FULL_TIMES), 120), storm.partner.answers
    volume.empty(processes(site))
    check_all(site.engine, before + storm.ended(), receiver)
