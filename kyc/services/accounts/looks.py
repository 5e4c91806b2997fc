"""The stored branding of partners; nothing of it is shared between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.accents import ThemeName
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.look import Logo, Mark, Shape, logo_digest
from kyc.models import Partner, PartnerLogo, PartnerLook, utcnow
from kyc.services.accounts.look_rules import LOGO_FIELDS, Look, LookChanges, judged
from kyc.services.record import audit
from kyc.services.record.audit import Act


def partners(session: Session) -> Sequence[tuple[str, str]]:
    """Id and name of every partner."""
    return [(row.id, row.name) for row in session.execute(select(Partner.id, Partner.name).order_by(Partner.id))]


def look_of(session: Session, partner_id: str) -> Look:
    """A partner's branding, in one statement; raises `NotFound`."""
    logo = (PartnerLogo.theme, PartnerLogo.digest, PartnerLogo.width, PartnerLogo.height)
    found = select(Partner.name, PartnerLook, *logo).where(Partner.id == partner_id)
    found = found.outerjoin(PartnerLook, PartnerLook.partner_id == Partner.id)
    rows = session.execute(found.outerjoin(PartnerLogo, PartnerLogo.partner_id == Partner.id)).all()
    if not rows:
        raise NotFound
    name, chosen = rows[0][:2]
    marks = {theme: Mark(digest, width, height) for _, _, theme, digest, width, height in rows if theme}
    return _look(partner_id, name, chosen, marks)


def _look(partner_id: str, name: str, chosen: PartnerLook | None, marks: Mapping[str, Mark]) -> Look:
    if chosen is None:
        return Look(partner_id, name, logo=marks.get("light"), logo_dark=marks.get("dark"))
    return Look(
        partner_id,
        name=chosen.name or name,
        own_name=chosen.name,
        accent=chosen.accent,
        accent_dark=chosen.accent_dark,
        shape=cast(Shape, chosen.shape),
        logo=marks.get("light"),
        logo_dark=marks.get("dark"),
        updated_at=chosen.updated_at,
        updated_by=chosen.updated_by,
    )


def change(
    session: Session, partner_id: str, changes: LookChanges, logos: Mapping[ThemeName, Logo | None], by: str
) -> None:
    """Store changes and logos (None removes one); raises `Invalid` with everything that is wrong, and `NotFound`."""
    session.get(Partner, partner_id, with_for_update=True)  # if two set a first look at once, one waits
    before = look_of(session, partner_id)
    found = judged(before, changes)
    if logos.get("dark") and not logos.get("light", before.logo):
        raise Invalid([FieldError("/logo_dark", "alone", "a logo for dark pages needs one for light pages beside it")])
    row = session.get(PartnerLook, partner_id) or PartnerLook(partner_id=partner_id)
    row.name, row.accent, row.accent_dark, row.shape = found.own_name, found.accent, found.accent_dark, found.shape
    row.updated_at, row.updated_by = utcnow(), by
    session.add(row)
    for theme, logo in logos.items():
        _replace(session, partner_id, theme, logo)
    audit.note(session, Act.LOOK_SET, by, partner_id, changed=_changed(before, found, logos))
    session.flush()


def clear(session: Session, partner_id: str, by: str) -> None:
    """Back to our own branding; raises `NotFound` for an unknown partner."""
    look_of(session, partner_id)
    session.execute(delete(PartnerLogo).where(PartnerLogo.partner_id == partner_id))
    session.execute(delete(PartnerLook).where(PartnerLook.partner_id == partner_id))
    audit.note(session, Act.LOOK_SET, by, partner_id, changed=["cleared"])


def logo_data(session: Session, digest: str) -> bytes | None:
    """The PNG with this digest, whoever's it is."""
    return session.scalar(select(PartnerLogo.data).where(PartnerLogo.digest == digest).limit(1))


def _changed(before: Look, found: Look, logos: Mapping[ThemeName, Logo | None]) -> list[str]:
    tokens = ("own_name", "accent", "accent_dark", "shape")
    return [
        *(name for name in tokens if getattr(before, name) != getattr(found, name)),
        *(LOGO_FIELDS[theme] for theme in logos),
    ]


def _replace(session: Session, partner_id: str, theme: ThemeName, logo: Logo | None) -> None:
    """A logo for dark pages is removed with the one for light pages."""
    gone = [theme] if logo or theme == "dark" else ["light", "dark"]
    kept = (PartnerLogo.partner_id == partner_id) & PartnerLogo.theme.in_(gone)
    session.execute(delete(PartnerLogo).where(kept))
    if logo:
        made = PartnerLogo(partner_id=partner_id, theme=theme, digest=logo_digest(logo.data), data=logo.data)
        made.width, made.height = logo.width, logo.height
        session.add(made)
