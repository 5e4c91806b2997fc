"""What every form of the staff's pages can do: show the faults that a service found, and give plain words."""

from __future__ import annotations

from flask_wtf import FlaskForm

from kyc.domain.errors import Invalid


class StaffForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """A form whose content a service judges, and whose faults that service names by JSON pointers."""

    def show_errors(self, error: Invalid) -> None:
        """Put what is wrong beside each field."""
        for fault in error.errors:
            field = self[self.field_for(fault.pointer.removeprefix("/"))]
            field.errors = [*field.errors, fault.detail]

    def field_for(self, name: str) -> str:
        """The form's own name for what the service calls `name`; a form overrides it where the two differ."""
        return name

    def plain(self, name: str) -> str:
        """A field's words: forms end lines by two characters where the page counts one; PostgreSQL stores no NUL."""
        return (self[name].data or "").replace("\r\n", "\n").replace("\0", "")
