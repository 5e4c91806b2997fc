"""Fixtures of the applicant's pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.hosted.applicant import Applicant, record


@pytest.fixture
def applicant(client: FlaskClient, session: Session) -> Applicant:
    """Somebody who opens the address of a fresh record."""
    return Applicant(client, record(session))
