"""Forms with passwords: refused are those that cannot be hashed, and new ones that are easy to guess."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask_login import current_user
from flask_security.forms import ChangePasswordForm, LoginForm, VerifyForm
from wtforms import Form, PasswordField
from zxcvbn import zxcvbn

from kyc.web import unit_of_work
from kyc.web.staff.entrance import provider_session

LONGEST = 256
TOO_LONG = f"A password has at most {LONGEST} characters."
GUESSABLE = "This is easy to guess. A few unrelated words are strong and easy to keep."
_GUESSES = 10
"""Refused below ten to this power of guesses, as zxcvbn counts them: its own limit for "very unguessable"."""
_COUNTED = 72
_OURS = ("ekyc", "kyc", "verification", "identity", "reviewer", "password")
_PARTS = re.compile(r"[\W_]+")


class Hashable(Form):  # type: ignore[misc]  # untyped base
    """Refuses beforehand what argon2 refuses: very long passwords, and the character NUL."""

    def validate(self, **kwargs: Any) -> bool:
        typed = [field for field in self if isinstance(field, PasswordField) and field.data]
        wrong = [field for field in typed if len(field.data) > LONGEST or "\0" in field.data]
        for field in wrong:
            field.errors = [TOO_LONG]
        return not wrong and bool(super().validate(**kwargs))


class SignInForm(Hashable, LoginForm):
    """Address and password; nobody is remembered beyond the browser's session, whatever fields are sent."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        provider_session.forget(None)
        return unit_of_work.settings().password_sign_in and super().validate(**kwargs)


class AgainForm(Hashable, VerifyForm):
    """The password once more, before something important."""


class NewPasswordForm(Hashable, ChangePasswordForm):
    """The present password, and the new one twice; no rules about characters, but nothing easily guessed."""

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        settings = unit_of_work.settings()
        host = urlsplit(settings.public_base_url).hostname or ""
        if guessable(self.new_password.data, current_user.email, host, settings.partner_name):
            self.new_password.errors = [GUESSABLE]
            return False
        return True


def guessable(password: str, *words: str) -> bool:
    """Whether a password is soon found by somebody who knows these words and the commonest passwords.

    zxcvbn (D. Wheeler, USENIX Security 2016) estimates guesses by dictionaries of leaked passwords, names and words, by
    dates, keyboard rows and repeats.
    """
    known = [part for word in words for part in (word, *_PARTS.split(word)) if len(part) > 2]
    found = zxcvbn(password[:_COUNTED], user_inputs=[*_OURS, *known])
    return float(found["guesses_log10"]) < _GUESSES
