"""The words of the staff's pages: results, states, waiting times and people, each with a sign beside its colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.models import utcnow
from kyc.services.applicant import applicant_requests
from kyc.web.staff.guard import may, me
from kyc.web.unit_of_work import session

CHECKS = {
    "document_authenticity": "Document",
    "face_match": "Face match",
    "face_liveness": "Liveness",
    "sanctions_screening": "Sanctions lists",
    "pep_screening": "Political exposure",
}
# sign, word, tone; sign and word say everything that the colour says
RESULTS = {
    "pass": ("✓", "Pass", "good"),
    "clear": ("✓", "Clear", "good"),
    "fail": ("✕", "Fail", "bad"),
    "hit": ("✕", "Hit", "bad"),
    "review": ("!", "Review", "warn"),
    "consider": ("!", "Consider", "warn"),
    "not_performed": ("–", "Not performed", "none"),
}
STATES = {
    State.CREATED: ("Opened", "none"),
    State.DOCUMENTS_UPLOADED: ("Documents are there", "none"),
    State.SELFIE_UPLOADED: ("Selfie is there", "none"),
    State.SUBMITTED: ("Submitted", "accent"),
    State.PROCESSING: ("Being checked", "accent"),
    State.MANUAL_REVIEW: ("To review", "warn"),
    State.APPROVED: ("Approved", "good"),
    State.REJECTED: ("Rejected", "bad"),
}
STEPS = {
    "add_documents": "All sides of the document uploaded",
    "add_selfie": "Selfie uploaded",
    "submit": "Submitted",
    "begin": "Checks started",
    "approve": "Approved",
    "reject": "Rejected",
    "refer": "Sent to a person",
    "document_read": "Document read",
    "resubmission_requested": "Asked for new photos",
    "resubmission_sent": "New photos sent",
    "resubmission_lapsed": "No new photos in time",
    "reexamined": "Examined again",
    "second_person_wanted": "Voted; a second person is needed",
    "votes_differ": "Voted otherwise; somebody has to settle it",
    "ruling_lapsed": "Decided, but the case had changed meanwhile: not recorded",
    "alternative_asked": "Asked for another way than head movements",
    "person_requested": "Asked for a person",
    "erasure_requested": "Asked for erasure",
    "data_exported": "Took a copy of their data",
    "expired": "Expired before it was submitted",
    "cancelled": "Cancelled before it was submitted",
}
# what the applicant asked for, and what it means for whoever answers it
REQUESTS = {
    "person": (
        "Asks for a person",
        "A decision by a person answers it. Where the case was decided before, look at it once more.",
    ),
    "erasure": (
        "Asks for erasure",
        "Whoever runs this server erases the data. Answer when it is gone, or say why some of it has to stay.",
    ),
}
REPLIES = {"done": ("Done", "good"), "declined": ("Declined", "warn")}
CAPTURES = {
    "camera": "taken with the page's camera",
    "upload": "uploaded as a file",
    "api": "sent by the partner",
    "imported": "moved in from another system",
}
SIDES = {"front": "Front", "back": "Back", "data_page": "Data page"}
_LONG, _TOO_LONG = timedelta(hours=4), timedelta(hours=24)
_SOON = timedelta(days=7)


def words() -> dict[str, Any]:
    """What every template of the staff may use."""
    return {
        "may": may,
        "me": me,
        "check_name": check_name,
        "result_words": lambda result: RESULTS.get(result, ("–", spoken(result), "none")),
        "state_words": lambda state: STATES[State(state)],
        "staff_reason": staff_reason,
        "side_name": lambda side: SIDES.get(side, spoken(side)),
        "capture_name": lambda method: CAPTURES.get(method, method),
        "item_name": item_name,
        "spoken": spoken,
        "moment": moment,
        "waited": waited,
        "waiting_tone": waiting_tone,
        "request_words": REQUESTS.__getitem__,
        "reply_words": REPLIES.__getitem__,
        "answer_due": applicant_requests.due,
        "due_tone": due_tone,
        "open_requests": open_requests,
    }


def check_name(name: str) -> str:
    """A check's name for people."""
    return CHECKS.get(name, spoken(name))


def staff_reason(code: str) -> str:
    """A reason in the staff's wording; an unknown code is shown as it is."""
    return CATALOGUE[code].staff if code in CATALOGUE else spoken(code)


def item_name(item: str) -> str:
    """The name of an item of `requirements` for people."""
    side = item.removeprefix("document.")
    return "Selfie" if item == "selfie" else f"{SIDES.get(side, spoken(side))} of the document"


def spoken(word: str) -> str:
    """`id_card` → Id card."""
    return word.replace("_", " ").strip().capitalize()


def step_name(step: str, note: str) -> tuple[str, str]:
    """A history row in words: the step, or what its note says more exactly."""
    if step.startswith("check."):
        _, word, _ = RESULTS.get(note, ("", spoken(note), ""))
        return f"{check_name(step.removeprefix('check.'))}: {word.lower()}", ""
    if step.startswith("imported."):
        return f"In the system it moved in from: {spoken(step.removeprefix('imported.')).lower()}", ""
    return STEPS.get(step, spoken(step)), staff_reason(note) if note in CATALOGUE else ""


def moment(at: datetime) -> str:
    """A time for people, in UTC because colleagues are in several places."""
    return at.astimezone(UTC).strftime("%-d %b %Y, %H:%M UTC")


def waited(since: datetime, until: datetime | None = None) -> str:
    """A duration in its two largest units."""
    minutes = max(0, int(((until or utcnow()) - since).total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def waiting_tone(since: datetime) -> str:
    """Calm under four hours, urgent from a day on."""
    age = utcnow() - since
    return "bad" if age >= _TOO_LONG else "warn" if age >= _LONG else "none"


def due_tone(asked: datetime) -> str:
    """Urgent in the last week before a request has to be answered, and after."""
    left = applicant_requests.due(asked) - utcnow()
    return "bad" if left < timedelta() else "warn" if left < _SOON else "none"


def open_requests() -> int:
    """How many requests of applicants are open, for the navigation bar."""
    return applicant_requests.open_count(session())
