"""The form for a partner's look, with errors beside each field."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, StringField

from kyc.domain.accents import ThemeName
from kyc.domain.errors import FieldError, Invalid
from kyc.domain.look import Logo
from kyc.services.accounts.look_rules import LOGO_FIELDS, Look, LookChanges, Prepare, judged, logo_from


class LookForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """The look as typed; the service validates it. A file is a new logo, no file keeps the old one."""

    name = StringField()
    accent = StringField()
    accent_dark = StringField()
    shape = StringField()
    logo = FileField()
    logo_dark = FileField()
    no_logo = BooleanField()

    def changes(self) -> LookChanges:
        return LookChanges(
            self.name.data or "", self.accent.data or "", self.accent_dark.data or "", self.shape.data or ""
        )

    def taken(self, look: Look, prepare: Prepare) -> tuple[Look, dict[ThemeName, Logo | None]]:
        """The look with these changes, and its new logos; raises `Invalid` with the errors of all fields."""
        errors = list[FieldError]()
        logos: dict[ThemeName, Logo | None] = {"light": None} if self.no_logo.data else {}
        for theme, field in LOGO_FIELDS.items():
            try:
                if data := _content(self[field].data):
                    logos[theme] = logo_from(data, theme, prepare)
            except Invalid as error:
                errors += error.errors
        try:
            found = judged(look, self.changes())
        except Invalid as error:
            errors += error.errors
        if errors:
            raise Invalid(errors)
        return found, logos

    def show_errors(self, errors: Iterable[FieldError]) -> None:
        """Put each error beside its field."""
        for fault in errors:
            field = self[fault.pointer.removeprefix("/")]
            field.errors = [*field.errors, fault.detail[0].upper() + fault.detail[1:] + "."]


def form_of(look: Look) -> LookForm:
    """The form filled with what is stored."""
    return LookForm(
        name=look.own_name or "", accent=look.accent or "", accent_dark=look.accent_dark or "", shape=look.shape
    )


def _content(sent: FileStorage | None) -> bytes:
    return sent.read() if sent else b""
