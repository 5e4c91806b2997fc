"""The forms for work at the desk: escalate, note, tag, hold, view; the services validate them."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TextAreaField

from kyc.web.staff.form import StaffForm


class EscalateForm(StaffForm):
    """Why the leads should decide a case."""

    reason = StringField()
    note = TextAreaField()


class NoteForm(StaffForm):
    """A note for colleagues."""

    text = TextAreaField()


class TagForm(StaffForm):
    """A tag of this installation."""

    name = StringField()
    colour = StringField()
    retired = BooleanField()


class HoldForm(StaffForm):
    """Why a record has to be kept."""

    reason = StringField()
    reference = StringField()


class ViewForm(StaffForm):
    """A name for the filters beside it."""

    name = StringField()
    shared = BooleanField()
