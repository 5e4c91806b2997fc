"""The portrait beside the selfie: cut out where the comparison found it, and only where that shows more."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlparse

import pytest
from flask import Flask

from kyc.models import CheckRecord, Document, utcnow
from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.case.authenticity import Place
from kyc.web.staff.case.portraits import portrait

BOX = [0.1, 0.2, 0.4, 0.8]


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    """An application that knows the address of a place in an image and nothing else."""
    app = Flask(__name__)
    app.add_url_rule("/cases/<verification_id>/images/<image_id>/part", endpoint="staff.part")
    with app.test_request_context():
        yield


def beside(breakdown: dict[str, Any] | None) -> Place | None:
    """Of a case with a page that was replaced and one of 1000 × 700 pixels that counts."""
    old, new = (
        Document(id=f"doc_{n}", verification_id="sess_1", side="data_page", blob=f"doc/{n}", width=1000, height=700)
        for n in "12"
    )
    old.replaced_at = utcnow()
    checks = {} if breakdown is None else {"face_match": CheckRecord(breakdown=breakdown)}
    return portrait(cast(CaseFile, SimpleNamespace(documents=[new, old], checks=checks)))


def test_the_place_is_cut_out_of_the_page_that_counts() -> None:
    found = beside({"portrait": {"side": "data_page", "box": BOX}})
    assert found is not None
    address = urlparse(found.address)
    assert address.path == "/cases/sess_1/images/doc_2/part"
    assert parse_qs(address.query) == {"box": ["0.1000,0.2000,0.4000,0.8000"]}
    assert (found.side, found.width, found.height) == ("Data page", 300, 420)


@pytest.mark.parametrize(
    "breakdown",
    [
        None,
        {},
        {"portrait": {"side": "front", "box": BOX}},
        {"portrait": {"side": "data_page", "box": [0.0, 0.0, 0.9, 0.9]}},
    ],
    ids=["no comparison", "no portrait found", "another side", "nearly the whole side"],
)
def test_otherwise_the_side_itself_stands_beside_the_selfie(breakdown: dict[str, Any] | None) -> None:
    assert beside(breakdown) is None
