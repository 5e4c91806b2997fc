"""The decision as a form: one choice of three, the reason that belongs to it, and a note for colleagues."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired

from kyc.services.reviews import Ruling

CHOICES = {
    "approve": ("Approve", "approved", None),
    "retry": ("Reject, another try is possible", "rejected", "retry"),
    "final": ("Reject for good", "rejected", "final"),
}


class DecisionForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """`version` is the case as the reviewer saw it; `step` is preview, edit or confirm; the service judges the rest."""

    version = IntegerField(validators=[InputRequired()])
    step = HiddenField(default="preview")
    choice = StringField()
    approve_reason = StringField("Reason to approve")
    reject_reason = StringField("Reason to reject")
    note = TextAreaField("Note for colleagues (optional)")

    def ruling(self) -> Ruling:
        """What the reviewer said."""
        _, outcome, rejection_type = CHOICES.get(self.choice.data or "", ("", "", None))
        reason = self.approve_reason.data if outcome == "approved" else self.reject_reason.data
        # forms end lines by two characters where the page counts one; PostgreSQL stores no NUL
        note = (self.note.data or "").replace("\r\n", "\n").replace("\0", "")
        return Ruling(outcome, reason or "", note, rejection_type)
