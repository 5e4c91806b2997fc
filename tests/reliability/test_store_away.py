"""The image store cannot be reached, or takes connections and says nothing: a 503, jobs wait, and all goes on after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import sqlalchemy as sa

from bench.server import people_dir
from kyc.demo.story import acts
from kyc.models import Decision
from tests.providers.s3 import S3
from tests.reliability.conftest import Opened
from tests.reliability.gate import Gate
from tests.reliability.partner import PHOTO, Partner, Shown, check_all, processing, scripted
from tests.reliability.receiver import Receiver
from tests.reliability.site import KEY, Site
from tests.waiting import until

NUMBER, LAST, AWAY_S = 3, 3, 20

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@pytest.fixture
def service() -> Iterator[S3]:
    with S3() as running:
        yield running


@pytest.fixture
def gate(service: S3) -> Iterator[Gate]:
    with Gate(int(service.url.rpartition(":")[2])) as made:
        yield made


@pytest.fixture
def site(opened: Opened, service: S3, gate: Gate, receiver: Receiver) -> Site:
    road = {**service.env, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{gate.port}", "BLOB_URL": service.bucket()}
    return opened(workers=1, WEBHOOK_URL=receiver.url, **road)


def upload(site: Site, partner: Partner) -> requests.Response:
    """One photo of one more person, tried once."""
    made = partner.insist("/v1/sessions", f"{LAST}-open", json={"applicant": scripted(LAST).applicant})
    path = f"{site.url}/v1/sessions/{made['id']}/documents"
    files = {"file": ("d.jpg", PHOTO, "image/jpeg")}
    return requests.post(path, headers={"x-api-key": KEY}, files=files, data={"type": "passport"}, timeout=60)


def rules(site: Site) -> set[str]:
    with site.engine.connect() as connection:
        return set(connection.scalars(sa.select(Decision.rule)))


def begun(site: Site) -> tuple[Partner, list[str]]:
    """Verifications that are submitted, with an engine at work on the first."""
    partner = Partner(site.url)
    people = [Shown(act.applicant, act.document, act.selfie) for act in acts(NUMBER, people_dir())]
    with ThreadPoolExecutor(NUMBER) as pool:
        acknowledged = list(pool.map(partner.verify, range(NUMBER), people))
    assert until(lambda: processing(site.engine) > 0)
    return partner, acknowledged


def test_jobs_wait_for_a_store_that_cannot_be_reached_and_uploads_are_told_to(
    site: Site, gate: Gate, receiver: Receiver
) -> None:
    partner, acknowledged = begun(site)
    gate.close()
    refused = upload(site, partner)
    time.sleep(AWAY_S)
    gate.reopen()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    check(site, [*acknowledged, partner.verify(LAST)], receiver)


def test_a_store_that_takes_connections_and_says_nothing_is_given_up_in_seconds(
    site: Site, service: S3, receiver: Receiver
) -> None:
    partner, acknowledged = begun(site)
    with service.frozen():
        refused = upload(site, partner)
        healthy = requests.get(f"{site.url}/healthz", timeout=5)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert healthy.status_code == 200
    check(site, [*acknowledged, partner.verify(LAST)], receiver)
    print(f"\nthe upload was told after {refused.elapsed.total_seconds():.0f} s")


def check(site: Site, acknowledged: list[str], receiver: Receiver) -> None:
    """No verification was given to a person because the store was away."""
    check_all(site.engine, acknowledged, receiver)
    assert "processing_error" not in rules(site)
