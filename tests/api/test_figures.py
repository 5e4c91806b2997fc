"""GET /metrics: every series of a busy server can be read, has labels of few values, and names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from kyc.jobs.status import QUEUES
from kyc.meters import figures
from kyc.models import DiscardedObject, PartnerTerm, WorkerHeartbeat, transaction, utcnow
from kyc.web import metrics
from tests import make
from tests.api.calls import LIVE, opened, ready, submit
from tests.api.staff.test_jobs import webhook

LABELS = {
    *("endpoint", "method", "status", "le", "state", "queue", "job", "outcome", "check", "result", "mode"),
    *("part", "reason", "act", "kind", "list", "place", "data_class"),
    *("implementation", "major", "minor", "patchlevel", "version", "generation"),  # of the library itself
}
BOUNDED = {
    "method": {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"},
    "mode": {"live", "test"},
    "act": {"put", "get", "head", "delete", "list"},
    "place": {"instance", "blobs"},
    "queue": set(QUEUES),
}


def families(client: FlaskClient) -> dict[str, Metric]:
    page = client.get("/metrics")
    return {family.name: family for family in text_string_to_metric_families(page.text)}


def one(client: FlaskClient, name: str, **labels: str) -> float:
    samples = [sample for family in families(client).values() for sample in family.samples]
    (sample,) = [found for found in samples if found.name == name and found.labels == labels]
    return float(sample.value)


def pairs(client: FlaskClient) -> Iterator[tuple[str, str]]:
    for family in families(client).values():
        for sample in family.samples:
            yield from sample.labels.items()


def test_no_label_is_anybodys_and_each_has_few_values(app: Flask, client: FlaskClient, session: Session) -> None:
    made = [opened(client), ready(client)]
    submit(client, made[1]["id"])
    for each in made:
        client.get(f"/v1/sessions/{each['id']}", headers=LIVE)
        client.get(f"/api/profiles/{each['record_id']}")
        client.get(f"/{each['record_id']}")
    for word in ("Jane", "Doe", "L898902C3"):
        client.get(f"/v1/{word}/x")
        client.open("/v1/sessions", method=word.upper())
    found = list(pairs(client))
    assert {name for name, _ in found} <= LABELS
    assert {(name, value) for name, value in found if name in BOUNDED and value not in BOUNDED[name]} == set()
    endpoints = {*app.view_functions, "none"}
    assert {value for name, value in found if name == "endpoint"} <= endpoints
    said = " ".join(value for _, value in found)
    for hidden in (*(each["id"] for each in made), *(each["record_id"] for each in made), "Jane", "DOE", "L898902C3"):
        assert hidden not in said


def test_odd_methods_are_one_series(client: FlaskClient) -> None:
    def others() -> int:
        return sum(
            sample.labels["method"] == "OTHER"
            for sample in families(client)["ekyc_http_requests"].samples
            if sample.name.endswith("_total")
        )

    client.open("/healthz", method="BREW")
    before = others()
    for number in range(5):
        client.open("/healthz", method=f"BREW{number}")
    assert others() == before


def test_the_queue_tells_its_depth_and_its_oldest_job(client: FlaskClient, session: Session) -> None:
    submit(client, ready(client)["id"])
    assert one(client, "ekyc_jobs", queue="verify", state="waiting") == 1
    assert one(client, "ekyc_jobs", queue="monitor", state="running") == 0
    assert 0 <= one(client, "ekyc_job_oldest_seconds", queue="verify") < 3600
    assert one(client, "ekyc_jobs_failed") == 0


def test_workers_that_live_are_counted(client: FlaskClient, session: Session) -> None:
    assert one(client, "ekyc_workers") == 0
    assert "ekyc_worker_silence_seconds" not in families(client)
    with transaction(session):
        session.add(WorkerHeartbeat(executor_id="host-1", at=utcnow() - timedelta(seconds=5)))
        session.add(WorkerHeartbeat(executor_id="host-2", at=utcnow() - timedelta(hours=2)))
    assert one(client, "ekyc_workers") == 1
    assert 4 < one(client, "ekyc_worker_silence_seconds") < 3600


@pytest.mark.parametrize("state", ["pending", "dead"])
def test_webhooks_that_were_not_heard_are_counted(client: FlaskClient, session: Session, state: str) -> None:
    with transaction(session):
        case = make.in_review(session).id
    webhook(session, case, state)
    assert one(client, "ekyc_deliveries", state=state) >= 1
    assert one(client, "ekyc_delivery_oldest_seconds") >= 0


@pytest.mark.one_database  # images in S3 are on no disk of ours
def test_how_late_retention_is_can_be_read(app: Flask, client: FlaskClient, session: Session) -> None:
    with transaction(session):
        session.merge(PartnerTerm(partner_id=make.DEFAULT_PARTNER, data_class="images", days=10))
        session.add(DiscardedObject(name="document/img_1"))
        made = make.in_review(session)
        made.closed_reason, made.closed_at = "expired", utcnow() - timedelta(days=12)
    metrics._Retention._known.clear()
    assert 2 * 86_400 <= one(client, "ekyc_retention_late_seconds", data_class="images") < 2 * 86_400 + 3600
    assert one(client, "ekyc_retention_late_seconds", data_class="extracted") == 0
    assert one(client, "ekyc_objects_to_delete") == 1


def test_the_disks_are_told_of_though_their_folders_are_not_made_yet(client: FlaskClient, blob_url: str) -> None:
    told = families(client)["ekyc_disk_free_bytes"].samples
    assert {found.labels["place"] for found in told} == ({"instance"} if blob_url else {"instance", "blobs"})
    assert all(found.value > 0 for found in told)


def test_images_are_counted_with_their_bytes(app: Flask, client: FlaskClient) -> None:
    app.config["TOOLS"].blobs.put("document/counted", b"x" * 1000)
    before = one(client, "ekyc_blob_bytes_total", act="put")
    app.config["TOOLS"].blobs.put("document/counted", b"x" * 1000)
    assert 1000 < one(client, "ekyc_blob_bytes_total", act="put") - before < 1200
    assert one(client, "ekyc_blob_seconds_count", act="put") >= 2


def test_every_figure_has_words(client: FlaskClient) -> None:
    wordless = [
        name for name, family in families(client).items() if name.startswith("ekyc") and not family.documentation
    ]
    assert wordless == []
    assert figures.REQUESTS.describe()[0].name in families(client)
