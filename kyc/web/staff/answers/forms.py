"""What reviewers say as forms: a decision, a verdict on a match, an answer, what to ask for once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from kyc.domain.errors import Invalid
from kyc.services.applicant.applicant_requests import Reply, reply
from kyc.services.desk.corrections import Saying
from kyc.services.desk.reviews import Ruling
from kyc.services.screening.match_verdicts import Opinion, opinion
from kyc.services.verification.resubmission import MOST_DAYS

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
        return Ruling(outcome, reason or "", _plain(self.note.data), rejection_type)


class VerdictForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """What a match is, and why; the service judges whether both are said."""

    verdict = StringField()
    reason = TextAreaField("Reason, for colleagues and later reviews")

    def opinion(self) -> Opinion:
        """What the reviewer said; raises `Invalid`."""
        return opinion(self.verdict.data or "", _plain(self.reason.data))

    def blame(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        _blame(self, error)


class ReplyForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """What came of an applicant's request, in words for them; the service judges what is missing."""

    answer = StringField()
    note = TextAreaField("Your words to the applicant")

    def reply(self) -> Reply:
        """What the reviewer said; raises `Invalid`."""
        return reply(self.answer.data or "", _plain(self.note.data))

    def blame(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        _blame(self, error)


class AskForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """Which photos, why, and how many days there are; the service judges the rest."""

    version = IntegerField(validators=[InputRequired()])
    step = HiddenField(default="preview")
    items = SelectMultipleField(validate_choice=False)
    reasons = SelectMultipleField(validate_choice=False)
    days = IntegerField(default=7, validators=[Optional()])

    def due_in(self) -> timedelta:
        """The time there is; none where the number makes no sense, which the service then says."""
        return timedelta(days=self.days.data if 0 < (self.days.data or 0) <= MOST_DAYS else 0)

    def blame(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        _blame(self, error)


class CorrectForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """What stands on the document, by the fields of a reading; `version` is the case as the reviewer saw it."""

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

    def saying(self, fields: Sequence[str]) -> Saying:
        """What the reviewer said of these fields."""
        values = {name: _plain(self[name].data) for name in fields}
        return Saying(values, self.reason.data or "", _plain(self.note.data))

    def blame(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        _blame(self, error)


# where a field is called otherwise than in the service
_NAMES = {"due_at": "days"}


def _blame(form: FlaskForm, error: Invalid) -> None:
    for fault in error.errors:
        name = fault.pointer.removeprefix("/")
        field = form[_NAMES.get(name, name)]
        field.errors = [*field.errors, fault.detail]


def _plain(text: str | None) -> str:
    """Forms end lines by two characters where the page counts one; PostgreSQL stores no NUL."""
    return (text or "").replace("\r\n", "\n").replace("\0", "")
