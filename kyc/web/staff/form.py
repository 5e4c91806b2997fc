"""The base of all the staff's forms: shows the errors that a service found, and normalises texts."""

from __future__ import annotations

from flask_wtf import FlaskForm

from kyc.domain.errors import Invalid


class StaffForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """A form whose content a service validates, with errors located by JSON pointer."""

    def show_errors(self, error: Invalid) -> None:
        """Show each error beside its field."""
        for fault in error.errors:
            field = self[self.field_for(fault.pointer.removeprefix("/"))]
            field.errors = [*field.errors, fault.detail]

    def field_for(self, name: str) -> str:
        """The form's own name for what the service calls `name`; overridden where the two differ."""
        return name

    def plain(self, name: str) -> str:
        """A field's text with line ends counted as one character, and without NUL, which PostgreSQL cannot store."""
        return (self[name].data or "").replace("\r\n", "\n").replace("\0", "")
