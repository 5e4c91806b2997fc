"""How a test scenario's photos are looked at, when it expires, and when its work begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.domain.ports import ImageQuality, Picture
from kyc.jobs.engine import client
from kyc.models import Verification, transaction, utcnow
from kyc.services.verification import scenario_intake, verifications
from tests import make
from tests.unit.services.verification.test_uploads import Judge


def played(books: Session, number: str, mode: str = "test", **options: object) -> Verification:
    """A verification of a person with this number, with everything it needs to be submitted."""
    with transaction(books):
        return make.photographed(books, make.numbered(books, number, mode, **options))


def due(engine: Engine, verification: Verification) -> int:
    """Seconds until the job of a submitted verification begins."""
    (job,) = client(engine).list_workflows(workflow_ids=[f"verify-{verification.id}"])
    return round((job.delay_until_epoch_ms or 0) / 1000)


@pytest.mark.parametrize(("mode", "judged"), [("test", False), ("live", True)])
def test_photos_of_a_scenario_are_not_judged_and_those_of_live_records_always(
    books: Session, mode: str, judged: bool
) -> None:
    verification = played(books, "TESTAPPROVE1", mode)
    strict = Judge(ImageQuality("image_blurry"))
    intake = scenario_intake.intake_for(books, verification, strict)
    picture = Picture(b"", 1, 1)
    said = {intake.document_quality(picture).refused, intake.selfie_quality(picture).refused}
    assert said == ({"image_blurry"} if judged else {None})


def test_a_scenario_asks_for_no_moves_before_the_camera(books: Session) -> None:
    assert played(books, "TESTAPPROVE2", liveness_type="active").liveness_type == "passive"
    assert played(books, "A1", liveness_type="active").liveness_type == "active"


@pytest.mark.parametrize(("mode", "soon"), [("test", True), ("live", False)])
def test_a_scenario_expires_when_it_says(books: Session, mode: str, soon: bool) -> None:
    with transaction(books):
        made = make.numbered(books, "TESTEXPIRE", mode)
    assert (made.expires_at - utcnow() < timedelta(seconds=6)) is soon


@pytest.mark.parametrize(("number", "seconds"), [("TESTSLOW30", 30), ("TESTAPPROVE", 0)])
def test_the_work_of_a_slow_scenario_begins_late(books: Session, engine: Engine, number: str, seconds: int) -> None:
    verification = played(books, number)
    before = utcnow().timestamp()
    with transaction(books):
        verifications.submit(books, verification, "partner")
    begins = due(engine, verification)
    assert begins == 0 if seconds == 0 else abs(begins - before - seconds) < 5
