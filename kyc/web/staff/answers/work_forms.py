"""The forms of the work at the desk: hand on to the leads, note, tag, view; the services judge what they say."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField

from kyc.domain.errors import Invalid


class WorkForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """A form whose faults a service names by the fields' names."""

    def blame(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        for fault in error.errors:
            field = self[fault.pointer.removeprefix("/")]
            field.errors = [*field.errors, fault.detail]

    def plain(self, name: str) -> str:
        """A field's words: forms end lines by two characters where the page counts one; PostgreSQL stores no NUL."""
        return (self[name].data or "").replace("\r\n", "\n").replace("\0", "")


class EscalateForm(WorkForm):
    """Why the leads should decide a case."""

    reason = StringField()
    note = TextAreaField()


class NoteForm(WorkForm):
    """What colleagues should know."""

    text = TextAreaField()


class TagForm(WorkForm):
    """A tag of the house."""

    name = StringField()
    colour = StringField()
    retired = BooleanField()


class HoldForm(WorkForm):
    """Why a record has to be kept."""

    reason = StringField()
    reference = StringField()


class ViewForm(WorkForm):
    """A name for the filters that stand beside it."""

    name = StringField()
    shared = BooleanField()
