"""What went on around a case, counted where it is stored."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from kyc.models import Delivery, DeliveryAttempt, Verification, ViewLog, transaction
from kyc.services.desk import case_trail, claims
from kyc.services.record import audit
from kyc.services.record.audit import Act
from tests import make
from tests.unit.services import ruled


def told(session: Session, hook: str = "https://session.example/hooks") -> Verification:
    """A decided case whose message was tried three times."""
    (who,) = ruled.staff(session, "anna")
    with transaction(session):
        made = make.in_review(session, webhook_url=hook)
    ruled.say(session, made, who, ruled.APPROVE)
    with transaction(session):
        (delivery,) = [one for one in session.query(Delivery) if one.url == hook]
        for number, status in enumerate((500, 0, 200)):
            session.add(DeliveryAttempt(delivery_id=delivery.id, number=number, status=status, elapsed_ms=5))
    return made


def test_a_message_has_its_attempts_in_order_and_asks_for_them_all_at_once(committed: Session) -> None:
    made = told(committed).id
    committed.expire_all()
    asked: list[str] = []
    event.listen(committed.get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))
    found = case_trail.sent(committed, made)
    assert [[one.status for one in sent.attempts] for sent in found] == [[500, 0, 200]]
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2
    assert not any("event.body" in statement or "delivery.body" in statement for statement in asked)


def test_a_case_without_messages_has_none(committed: Session) -> None:
    with transaction(committed):
        made = make.verification(committed)
    assert case_trail.sent(committed, made.id) == []


def test_openings_are_counted_by_person_image_and_purpose(committed: Session) -> None:
    with transaction(committed):
        made = make.in_review(committed)
        for viewer, image, purpose in [("staff:7", "doc_1", "review")] * 3 + [("staff:7", "doc_1", "complaint")]:
            committed.add(ViewLog(viewer=viewer, verification_id=made.id, image_id=image, purpose=purpose))
    found = case_trail.viewings(committed, made.id)
    assert sorted((one.purpose, one.times) for one in found) == [("complaint", 1), ("review", 3)]
    assert all(one.first <= one.last for one in found)


def test_of_the_chain_only_what_stands_nowhere_else_is_told(committed: Session) -> None:
    (who,) = ruled.staff(committed, "anna")
    with transaction(committed):
        made = make.in_review(committed)
        claims.claim(committed, made.id, who)
        audit.note(committed, Act.IMAGE_OPENED, "staff:1", made.id, image="doc_1")
        audit.note(committed, Act.CASE_FILE_TAKEN, "k1", made.id, form="report")
    with transaction(committed):
        claims.claim(committed, made.id, who)
    assert [entry.act for entry in case_trail.acts(committed, made.id)] == ["case.claimed", "case_file.taken"]
