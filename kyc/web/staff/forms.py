"""The decision as a form: one choice of three, the reason that belongs to it, and a note for colleagues."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from kyc.domain.reasons import CATALOGUE
from kyc.services.reviews import APPROVAL_REASONS, REJECTION_REASONS, Ruling

CHOICES = {"approve": ("approved", None), "retry": ("rejected", "retry"), "final": ("rejected", "final")}


def _options(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("", "Choose a reason"), *((code, CATALOGUE[code].staff) for code in codes)]


class DecisionForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """`version` is the case as the reviewer saw it; `step` is preview, edit or confirm."""

    version = IntegerField(validators=[InputRequired()])
    step = HiddenField(default="preview")
    choice = RadioField(
        "Decision",
        choices=[
            ("approve", "Approve"),
            ("retry", "Reject, another try is possible"),
            ("final", "Reject for good"),
        ],
        validate_choice=False,
        validators=[Optional()],
    )
    approve_reason = SelectField(
        "Reason to approve", choices=_options(APPROVAL_REASONS), validate_choice=False, validators=[Optional()]
    )
    reject_reason = SelectField(
        "Reason to reject", choices=_options(REJECTION_REASONS), validate_choice=False, validators=[Optional()]
    )
    note = TextAreaField("Note for colleagues (optional)", validators=[Optional()])

    def ruling(self) -> Ruling:
        """What the reviewer said, to be judged by the service."""
        outcome, rejection_type = CHOICES.get(self.choice.data or "", ("", None))
        reason = self.approve_reason.data if outcome == "approved" else self.reject_reason.data
        return Ruling(outcome, reason or "", self.note.data or "", rejection_type)
