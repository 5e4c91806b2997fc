"""Staff accounts: created and reset by an operator, each with a one-time password that is shown once."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Sequence

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.rights import Role
from kyc.models import StaffRole, StaffUser
from kyc.services.accounts import staff_sessions
from kyc.services.accounts.staff_sessions import Ending
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act, actor

ROLES = tuple(role.value for role in Role)
"""What an account may be; `kyc.domain.rights` says who may do what."""

_ADDRESS = re.compile(r"[^@\s,]{1,64}@[^@\s,]{1,190}")
# Letters and digits that are not taken for one another when read aloud or copied from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def create_account(session: Session, email: str, role: str, who: str = OPERATOR) -> str:
    """Create an account and return its one-time password (about 99 random bits), stored only as a digest.

    Raises `Invalid` for a malformed or taken address, and for an unknown role.
    """
    address = normal_address(email)
    if role not in ROLES:
        raise Invalid([FieldError("/role", "unknown_role", f"the role is one of {', '.join(ROLES)}")])
    if _find(session, address):
        raise Invalid([FieldError("/email", "exists", "there is already an account with this address")])
    user = StaffUser(email=address, roles=[_role(session, role)])
    session.add(user)
    password = _fresh_start(session, user)
    audit.note(session, Act.ACCOUNT_MADE, who, actor(user.id), role=role)
    return password


def reset(session: Session, email: str) -> str:
    """A new one-time password for a locked-out person; ends their sessions, second factor and recovery codes."""
    user = get(session, email)
    audit.note(session, Act.ACCOUNT_RESET, OPERATOR, actor(user.id))
    staff_sessions.end_all(session, user.id, Ending.RESET, OPERATOR)
    return _fresh_start(session, user)


def deactivate(session: Session, email: str) -> None:
    """Close the account of somebody who has left; their decisions and the view log keep their name."""
    user = get(session, email)
    user.active, user.fs_uniquifier = False, uuid.uuid4().hex
    audit.note(session, Act.ACCOUNT_CLOSED, OPERATOR, actor(user.id))
    staff_sessions.end_all(session, user.id, Ending.CLOSED, OPERATOR)


def note_change(session: Session, user_id: int, what: str, who: str) -> None:
    """Record that a way of signing in was changed: which one, never its value."""
    audit.note(session, Act.ACCOUNT_CHANGED, who, actor(user_id), what=what)


def accounts(session: Session) -> Sequence[StaffUser]:
    """Every account, ordered by address."""
    return session.scalars(select(StaffUser).order_by(StaffUser.email)).all()


def get(session: Session, email: str) -> StaffUser:
    """The account with this address; raises `NotFound`."""
    user = _find(session, normal_address(email))
    if user is None:
        raise NotFound
    return user


def names(session: Session) -> dict[str, str]:
    """Addresses by the actor that decisions and views are recorded under."""
    return {actor(row.id): row.email for row in session.execute(select(StaffUser.id, StaffUser.email))}


def addresses(session: Session) -> dict[int, str]:
    """Addresses by account number."""
    return {row.id: row.email for row in session.execute(select(StaffUser.id, StaffUser.email))}


def normal_address(email: str) -> str:
    """An address as it is stored and compared; raises `Invalid` for anything else."""
    address = email.strip().lower()
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise Invalid([FieldError("/email", "invalid_email", "this is not an e-mail address")])
    return address


def digest(password: str) -> str:
    """Argon2id with the library's defaults: the low-memory ones of RFC 9106, section 4."""
    return PasswordHasher().hash(password)


def _fresh_start(session: Session, user: StaffUser) -> str:
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    user.password, user.must_change_password, user.active = digest(password), True, True
    user.fs_uniquifier = uuid.uuid4().hex
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    session.flush()
    return password


def _find(session: Session, address: str) -> StaffUser | None:
    return session.scalar(select(StaffUser).where(StaffUser.email == address))


def _role(session: Session, name: str) -> StaffRole:
    found = session.scalar(select(StaffRole).where(StaffRole.name == name))
    return found or StaffRole(name=name)
