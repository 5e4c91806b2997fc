"""Which account a sign-in at the identity provider opens: the linked one, at first by a verified e-mail address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.rights import Role
from kyc.domain.sign_in import ProviderIdentity, SignInRefused, is_among
from kyc.models import StaffLink, StaffUser
from kyc.services.accounts import staff_accounts
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, SYSTEM, Act, actor

LONGEST_SUBJECT = 255


def account_of(session: Session, identity: ProviderIdentity, new_from: Collection[str] = ()) -> StaffUser:
    """The account of a person at the provider; links it the first time, and notes that on the audit chain.

    Once linked, the address no longer counts: people marry, and addresses are given to others. `new_from` are the
    e-mail domains whose people get a viewer's account. Raises `SignInRefused`: `unverified`, `unknown`, `taken` or
    `closed`.
    """
    user = _linked(session, identity.issuer, identity.subject) or _by_address(session, identity, new_from)
    if not user.active:
        raise SignInRefused("closed")
    factors = "provider" if identity.second_factor else "own"
    audit.note(session, Act.VOUCHED_FOR, actor(user.id), actor(user.id), second_factor=factors)
    return user


def link(session: Session, email: str, issuer: str, subject: str) -> None:
    """Link an account by hand, for a provider that verifies no addresses; replaces an earlier link.

    Raises `NotFound` for an unknown account, `Invalid` for a malformed subject or one that is linked to another
    account.
    """
    user = staff_accounts.get(session, email)
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Invalid([FieldError("/subject", "invalid_subject", "this is no subject of a provider")])
    other = _linked(session, issuer, subject)
    if other is not None and other.id != user.id:
        raise Invalid([FieldError("/subject", "taken", "this subject is linked to another account")])
    session.execute(delete(StaffLink).where(StaffLink.user_id == user.id, StaffLink.issuer == issuer))
    _add(session, user, issuer, subject, OPERATOR)


def unlink(session: Session, email: str) -> int:
    """Remove every link of an account and return how many; the next sign-in links it again by the verified address."""
    user = staff_accounts.get(session, email)
    links = session.scalars(select(StaffLink).where(StaffLink.user_id == user.id)).all()
    if not links:
        raise NotFound
    for one in links:
        session.delete(one)
    audit.note(session, Act.ACCOUNT_UNLINKED, OPERATOR, actor(user.id))
    return len(links)


def linked_since(session: Session, user_id: int, issuer: str) -> datetime | None:
    """When an account was linked to a person at this provider; None where it is not."""
    return session.scalar(select(StaffLink.at).where(StaffLink.user_id == user_id, StaffLink.issuer == issuer))


def _linked(session: Session, issuer: str, subject: str) -> StaffUser | None:
    known = (StaffLink.issuer == issuer, StaffLink.subject == subject)
    return session.scalar(select(StaffUser).join(StaffLink, StaffLink.user_id == StaffUser.id).where(*known))


def _by_address(session: Session, identity: ProviderIdentity, new_from: Collection[str]) -> StaffUser:
    """The first sign-in; a refusal does not reveal whether the address is known before it is verified."""
    if not identity.email:
        raise SignInRefused("unverified")
    user = _found(session, identity.email, new_from)
    if not user.active:
        raise SignInRefused("closed")
    if session.scalar(select(StaffLink.id).where(StaffLink.user_id == user.id, StaffLink.issuer == identity.issuer)):
        raise SignInRefused("taken")
    _add(session, user, identity.issuer, identity.subject, actor(user.id))
    return user


def _found(session: Session, email: str, new_from: Collection[str]) -> StaffUser:
    """The account with an address, locked so that of two simultaneous first sign-ins the second sees the link."""
    try:
        address = staff_accounts.normal_address(email)
    except Invalid:
        raise SignInRefused("unknown") from None
    sought = select(StaffUser).where(StaffUser.email == address).with_for_update()
    user = session.scalar(sought)
    if user is None and is_among(address, new_from):
        staff_accounts.create_account(session, address, Role.VIEWER, SYSTEM)
        user = session.scalars(sought).one()
        user.password, user.must_change_password = None, False  # nobody has seen the one-time password
    if user is None:
        raise SignInRefused("unknown")
    return user


def _add(session: Session, user: StaffUser, issuer: str, subject: str, who: str) -> None:
    session.add(StaffLink(user_id=user.id, issuer=issuer, subject=subject))
    session.flush()
    audit.note(session, Act.ACCOUNT_LINKED, who, actor(user.id))
