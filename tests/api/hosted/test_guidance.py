"""The pages of a face name the guide and its weights where they are installed, and go without where they are not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.web import guidance, security
from tests import faces
from tests.api.hosted.applicant import Applicant, Page, record

pytestmark = pytest.mark.one_database

ADDRESS = f"/guidance/{guidance.FILE.digest}.bin"
WORDS = {"none", "several", "far", "near", "aside", "dark", "bright", "turned", "still"}
PAGES = {"selfie": "passive", "liveness": "active"}


@pytest.fixture(params=PAGES)
def at_face(request: pytest.FixtureRequest, client: FlaskClient, session: Session) -> Callable[[], Page]:
    """Somebody whose next page is the one of the face, without head movements and with them."""
    somebody = Applicant(client, record(session, liveness_type=PAGES[request.param]))

    def look() -> Page:
        somebody.to_selfie()
        return somebody.get(request.param)

    return look


def test_with_weights_the_page_names_the_guide_its_weights_and_its_words(
    at_face: Callable[[], Page], settings: Settings
) -> None:
    settings.models_dir.mkdir(parents=True)
    (settings.models_dir / guidance.FILE.name).symlink_to(faces.models_dir() / guidance.FILE.name)
    page = at_face()
    assert 'data-guide="face"' in page.html
    assert re.findall(r'data-face-weights="([^"]*)"', page.html) == [ADDRESS]
    assert set(re.findall(r'data-say-face-(\w+)="[^"]+"', page.html)) == WORDS
    assert page.answer.headers["Content-Security-Policy"] == security.GUIDED_POLICY


def test_without_weights_there_is_a_camera_and_no_guide(at_face: Callable[[], Page]) -> None:
    page = at_face()
    assert page.status == 200
    assert "data-video" in page.html
    assert "data-guide" not in page.html
    assert 'data-face-weights=""' in page.html
