"""The forms of the work at the desk: hand on to the leads, note, tag, view; the services judge what they say."""

from __future__ import annotations

from wtforms import BooleanField, StringField, TextAreaField

from kyc.web.staff.form import StaffForm


class EscalateForm(StaffForm):
    """Why the leads should decide a case."""

    reason = StringField()
    note = TextAreaField()


class NoteForm(StaffForm):
    """What colleagues should know."""

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
    """A name for the filters that stand beside it."""

    name = StringField()
    shared = BooleanField()
