"""The table of pages: which comes now, which may be opened."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.domain.documents import DocumentType, Side
from kyc.domain.lifecycle import BEFORE_SUBMIT, State
from kyc.web.hosted.steps import current, may_open
from kyc.web.hosted.visit import Visit

ALL = ("start", "document", "photo", "selfie", "check", "progress", "result")


def visit(**changes: Any) -> Visit:
    """A verification before anything was done, with changes."""
    known: dict[str, Any] = {
        "record_id": "a" * 15,
        "verification_id": "sess_x",
        "state": State.CREATED,
        "ended": None,
        "consented": True,
        "held_elsewhere": False,
        "document_type": None,
        "issuing_country": None,
        "accepted": (DocumentType.PASSPORT,),
        "missing": ("document.front", "selfie"),
        "partner": "Partner",
        "return_url": None,
        "mode": "live",
        "locale": "en",
        "final_rejection": False,
    }
    return Visit(**{**known, **changes})


CARD = {"document_type": DocumentType.ID_CARD}


@pytest.mark.parametrize(
    ("now", "page"),
    [
        (visit(consented=False), ("start", None)),
        (visit(consented=False, missing=(), **CARD), ("start", None)),
        (visit(), ("document", None)),
        (visit(**CARD, missing=("document.front", "document.back", "selfie")), ("photo", Side.FRONT)),
        (visit(**CARD, missing=("document.back", "selfie")), ("photo", Side.BACK)),
        (visit(**CARD, state=State.DOCUMENTS_UPLOADED, missing=("selfie",)), ("selfie", None)),
        (visit(**CARD, state=State.SELFIE_UPLOADED, missing=("document.front",)), ("photo", Side.FRONT)),
        (visit(**CARD, active=True, missing=("document.back", "selfie", "liveness")), ("photo", Side.BACK)),
        (visit(**CARD, active=True, missing=("selfie", "liveness")), ("liveness", None)),
        (visit(**CARD, active=True, missing=("liveness",)), ("liveness", None)),
        (visit(**CARD, active=True, missing=("selfie",)), ("selfie", None)),
        (visit(**CARD, state=State.SELFIE_UPLOADED, missing=()), ("check", None)),
        (visit(state=State.SUBMITTED), ("progress", None)),
        (visit(state=State.PROCESSING), ("progress", None)),
        (visit(state=State.MANUAL_REVIEW), ("result", None)),
        (visit(state=State.APPROVED, consented=False), ("result", None)),
        (visit(state=State.REJECTED), ("result", None)),
    ],
)
def test_the_server_knows_the_page(now: Visit, page: tuple[str, Side | None]) -> None:
    assert current(now) == page


@pytest.mark.parametrize("state", [state for state in State if state not in BEFORE_SUBMIT])
def test_after_submit_one_page_is_open(state: State) -> None:
    now = visit(state=state, missing=(), **CARD)
    assert [page for page in ALL if may_open(now, page, Side.FRONT)] == [current(now)[0]]


def test_before_consent_only_the_first_page_is_open() -> None:
    now = visit(consented=False, missing=(), **CARD)
    assert [page for page in ALL if may_open(now, page, Side.FRONT)] == ["start"]


@pytest.mark.parametrize(
    ("now", "pages"),
    [
        (visit(), ["start", "document"]),
        (visit(**CARD, missing=("document.back", "selfie")), ["start", "document", "photo"]),
        (visit(**CARD, missing=("selfie",)), ["start", "document", "photo", "selfie"]),
        (visit(**CARD, missing=()), ["start", "document", "photo", "selfie", "check"]),
        (visit(**CARD, missing=("document.front",)), ["start", "document", "photo"]),
    ],
)
def test_pages_already_passed_stay_open(now: Visit, pages: list[str]) -> None:
    assert [page for page in ALL if may_open(now, page, Side.FRONT)] == pages


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        (DocumentType.PASSPORT, {Side.DATA_PAGE}),
        (DocumentType.ID_CARD, {Side.FRONT, Side.BACK}),
        (None, set()),
    ],
)
def test_only_the_sides_of_the_document_can_be_photographed(kind: DocumentType | None, sides: set[Side]) -> None:
    now = visit(document_type=kind)
    assert {side for side in Side if may_open(now, "photo", side)} == sides


def test_a_page_that_does_not_exist_is_not_open() -> None:
    assert not may_open(visit(), "nowhere")


@pytest.mark.parametrize(
    ("missing", "pages"),
    [
        (("document.back", "selfie", "liveness"), {"document", "photo"}),
        (("selfie", "liveness"), {"document", "photo", "liveness"}),
        (("selfie",), {"document", "photo", "liveness", "selfie"}),
        (("liveness",), {"document", "photo", "liveness"}),
        ((), {"document", "photo", "liveness", "selfie", "check"}),
    ],
)
def test_where_moves_are_asked_for_the_selfie_comes_with_them(missing: tuple[str, ...], pages: set[str]) -> None:
    now = visit(**CARD, active=True, missing=missing)
    every = (*ALL, "liveness")
    assert {page for page in every if may_open(now, page, Side.FRONT if page == "photo" else None)} - {"start"} == pages


def test_passive_liveness_has_no_page_for_moves() -> None:
    assert not may_open(visit(**CARD, missing=("selfie",)), "liveness")


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (visit(consented=False), True),
        (visit(**CARD, missing=()), True),
        (visit(ended="expired"), False),
        (visit(state=State.SUBMITTED), False),
        (visit(state=State.REJECTED), False),
    ],
)
def test_a_phone_can_help_while_something_may_be_sent(now: Visit, open_: bool) -> None:
    assert may_open(now, "phone") is now.sendable is open_
