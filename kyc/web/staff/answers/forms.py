"""Reviewers' forms: a decision, a verdict on a match, an answer to a request, what to request again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from kyc.services.applicant.applicant_requests import Reply, reply
from kyc.services.desk.corrections import CorrectionRequest
from kyc.services.desk.reviews import Ruling
from kyc.services.screening.match_verdicts import Opinion, opinion
from kyc.services.verification.resubmission import MOST_DAYS
from kyc.web.staff.form import StaffForm

CHOICES = {
    "approve": ("Approve", "approved", None),
    "retry": ("Reject, another try is possible", "rejected", "retry"),
    "final": ("Reject for good", "rejected", "final"),
}


class DecisionForm(StaffForm):
    """`version` is the case as the reviewer saw it, `step` preview, edit or confirm; the service validates the rest."""

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
        return Ruling(outcome, reason or "", self.plain("note"), rejection_type)

    def field_for(self, name: str) -> str:
        """The form's field: one choice holds outcome and type of rejection, and each outcome has its own reasons."""
        reason = "approve_reason" if self.choice.data == "approve" else "reject_reason"
        return {"outcome": "choice", "rejection_type": "choice", "reason": reason}.get(name, name)


class VerdictForm(StaffForm):
    """The verdict on a match, and why; the service validates that both are given."""

    verdict = StringField()
    reason = TextAreaField("Reason, for colleagues and later reviews")

    def opinion(self) -> Opinion:
        """What the reviewer said; raises `Invalid`."""
        return opinion(self.verdict.data or "", self.plain("reason"))


class ReplyForm(StaffForm):
    """The answer to an applicant's request, worded for them; the service validates it."""

    answer = StringField()
    note = TextAreaField("Your words to the applicant")

    def reply(self) -> Reply:
        """What the reviewer said; raises `Invalid`."""
        return reply(self.answer.data or "", self.plain("note"))


class AskForm(StaffForm):
    """Which photos to request, why, and within how many days; the service validates the rest."""

    version = IntegerField(validators=[InputRequired()])
    step = HiddenField(default="preview")
    items = SelectMultipleField(validate_choice=False)
    reasons = SelectMultipleField(validate_choice=False)
    days = IntegerField(default=7, validators=[Optional()])

    def due_in(self) -> timedelta:
        """The time allowed; zero where the number makes no sense, which the service then reports."""
        return timedelta(days=self.days.data if 0 < (self.days.data or 0) <= MOST_DAYS else 0)

    def field_for(self, name: str) -> str:
        """The form's field for a field of the service, which has a due time where the form has days."""
        return "days" if name == "due_at" else name


class CorrectForm(StaffForm):
    """What the document says, by the fields of a reading; `version` is the case as the reviewer saw it."""

    version = IntegerField(validators=[InputRequired()])
    given_names = StringField("Given names")
    surname = StringField("Surname")
    document_number = StringField("Document number")
    birth_date = StringField("Date of birth")
    issue_date = StringField("Issued on")
    expiry_date = StringField("Valid until")
    nationality = StringField("Nationality")
    issuing_country = StringField("Issued by")
    sex = StringField("Sex")
    reason = StringField("Why it has to be corrected")
    note = TextAreaField("Note for colleagues (optional)")

    def correction(self, fields: Sequence[str]) -> CorrectionRequest:
        """What the reviewer said of these fields."""
        values = {name: self.plain(name) for name in fields}
        return CorrectionRequest(values, self.reason.data or "", self.plain("note"))
