"""Forms that take a password, and refuse one that cannot be hashed before it crashes the hashing."""

from __future__ import annotations

from typing import Any

from flask_security.forms import ChangePasswordForm, LoginForm, VerifyForm
from wtforms import Form, PasswordField

from kyc.web import unit_of_work
from kyc.web.staff.entrance import vouched

LONGEST = 256
TOO_LONG = f"A password has at most {LONGEST} characters."


class Hashable(Form):  # type: ignore[misc]  # untyped base
    """Refuses what argon2 does before it gets there: very long passwords, and the character with code zero."""

    def validate(self, **kwargs: Any) -> bool:
        typed = [field for field in self if isinstance(field, PasswordField) and field.data]
        wrong = [field for field in typed if len(field.data) > LONGEST or "\0" in field.data]
        for field in wrong:
            field.errors = [TOO_LONG]
        return not wrong and bool(super().validate(**kwargs))


class SignInForm(Hashable, LoginForm):
    """Address and password; nobody is remembered beyond the browser's session, not even who sends the field for it."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        vouched.forget(None)
        return unit_of_work.settings().password_sign_in and super().validate(**kwargs)


class AgainForm(Hashable, VerifyForm):
    """The password once more, before something that matters."""


class NewPasswordForm(Hashable, ChangePasswordForm):
    """The password now, and the next one twice."""
