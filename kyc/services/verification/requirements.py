"""What a verification has, and what it still needs before it can be submitted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.documents import SIDES, DocumentType, Side
from kyc.models import Document, Selfie, Verification
from kyc.services.verification import challenge_state, pending
from kyc.services.verification.challenge_state import Challenges


def images(session: Session, verification_id: str) -> tuple[Sequence[Document], Selfie | None]:
    """The document sides and the selfie that count now."""
    documents = session.scalars(
        select(Document)
        .where(Document.verification_id == verification_id, Document.replaced_at.is_(None))
        .order_by(Document.created_at, Document.id)
    ).all()
    selfie = session.scalar(
        select(Selfie).where(Selfie.verification_id == verification_id, Selfie.replaced_at.is_(None))
    )
    return documents, selfie


def missing(
    verification: Verification, documents: Sequence[Document], selfie: Selfie | None, challenges: Challenges = ()
) -> list[str]:
    """What is still required, in the order in which it is asked for; `liveness` where a challenge must be passed.

    `challenges` are all that were opened; none with passive liveness.
    """
    have = {document.side for document in documents}
    wanted = [f"document.{side}" for side in sides(verification) if side.value not in have]
    turned = challenge_state.met(verification, challenges, selfie)
    return wanted + ([] if selfie else ["selfie"]) + ([] if turned else ["liveness"])


def needs(session: Session, verification: Verification) -> list[str]:
    """What is still required of a stored verification, or asked of it again."""
    if asked := pending.of(verification):
        return pending.unsent(asked, *images(session, verification.id))
    challenges = challenge_state.of(session, verification.id) if challenge_state.is_active(verification) else ()
    return missing(verification, *images(session, verification.id), challenges)


def sides(verification: Verification) -> tuple[Side, ...]:
    """The sides of the chosen document; `front` until a type is chosen."""
    if verification.document_type:
        return SIDES[DocumentType(verification.document_type)]
    return (Side.FRONT,)
