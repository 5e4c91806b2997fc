"""Logos and second partners for tests of branding."""

from __future__ import annotations

import secrets
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from kyc.models import Partner, Profile
from kyc.services.verification import openings, profiles
from tests import make

GREEN, YELLOW = "#0a7d59", "#ffcc00"


def logo_file(ink: str = "#0a3c32", kind: str = "PNG") -> bytes:
    """A wide picture with something visible in it."""
    image = Image.new("RGBA", (400, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).rounded_rectangle((10, 10, 390, 90), 30, fill=ink)
    out = BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(out, kind)
    return out.getvalue()


def another_partner(session: Session, name: str = "Second Bank") -> str:
    """The id of one more partner, without branding."""
    made = Partner(id=f"ptn_{secrets.token_hex(6)}", name=name, sealed_webhook_secret=b"sealed")
    session.add(made)
    session.flush()
    return made.id


def record_of(session: Session, partner_id: str) -> str:
    """The id of a record of a partner, with a fresh verification."""
    wanted = make.declared(document_number=f"N{secrets.token_hex(6)}")
    owner: Profile = profiles.find_or_create(session, partner_id, "live", wanted)[0]
    openings.open_new(session, owner, openings.Options())
    return owner.id
