"""The forms of the applicant's pages; messages are codes that the templates put into words."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from kyc.domain.documents import DocumentType
from kyc.web.hosted.countries import country_choices


class ActionForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """A button and its CSRF token."""


class ConsentForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """The tick box for explicit consent to using biometric data (GDPR, Article 9(2)(a)), or the button without it."""

    agree = BooleanField()
    decline = HiddenField()

    def agreed(self) -> bool | None:
        """Whether faces may be compared; None where there is no answer, and the field then has its error."""
        if self.decline.data:
            return False
        if not self.agree.data:
            self.agree.errors = ["consent_needed"]
        return True if self.agree.data else None


class DocumentForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """Which type of document, and its issuing country."""

    document_type = RadioField(validators=[InputRequired("document_type_needed")], validate_choice=False)
    issuing_country = SelectField(validators=[InputRequired("country_needed")], validate_choice=False)

    def offer(self, accepted: tuple[DocumentType, ...], mode: str) -> None:
        """Fill in the choices; specimen states only where test documents are accepted."""
        self.document_type.choices = [(kind.value, kind.value) for kind in accepted]
        self.issuing_country.choices = [("", ""), *country_choices(samples=mode == "test")]

    def chosen(self) -> tuple[DocumentType, str] | None:
        """The choice, None where it is not an offered one; the field at fault then has its error."""
        kind, land = str(self.document_type.data or ""), str(self.issuing_country.data or "")
        if kind not in dict(self.document_type.choices):
            self.document_type.errors = ["document_type_needed"]
        if not land or land not in dict(self.issuing_country.choices):
            self.issuing_country.errors = ["country_needed"]
        return None if self.errors else (DocumentType(kind), land)


class PhotoForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """Photos: taken (`photo`, for which phones open the camera) or chosen (`file`)."""

    photo = MultipleFileField()
    file = MultipleFileField()
    capture_method = HiddenField(default="upload")
    as_is = HiddenField()

    def sent(self) -> list[FileStorage]:
        """The files sent, in either field, in their order."""
        both = (*(self.photo.data or ()), *(self.file.data or ()))
        return [one for one in both if isinstance(one, FileStorage) and one]

    def method(self) -> str:
        """`camera` only where the page's own script took the one picture from the camera's stream."""
        return "camera" if self.capture_method.data == "camera" else "upload"
