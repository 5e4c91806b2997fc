"""Flask-Security as it is used here: password and authenticator app, no mail, no code or recovery code accepted twice.

Its views commit through its datastore, the one exception from the rule that only `transaction()` commits;
`guard.close_in` opens their transaction with the write lock first, so that a sign-in waits instead of failing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, current_app, url_for
from flask_security.core import Security, UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.mail_util import EmailValidateException, MailUtil
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.signals import password_changed, tf_profile_changed
from flask_security.totp import Totp
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch

from kyc.config import Settings
from kyc.domain.errors import Invalid
from kyc.models import StaffRole, StaffUser, db
from kyc.services.accounts import staff_accounts
from kyc.services.record.audit import actor
from kyc.web.staff.entrance import code_apps, presence
from kyc.web.staff.entrance.derived_keys import derived, derived_ring
from kyc.web.staff.entrance.passwords import AgainForm, NewPasswordForm, SignInForm

SIGN_IN_FAILED = "That did not work. Check the address and the password; capitals count."
CODE_FAILED = "That code did not work. Wait for the next one in your app and type all six digits."


def install(app: Flask, settings: Settings) -> None:
    """Set up sign-in for the staff under /staff."""
    app.config.update(_options(settings))
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, StaffUser, StaffRole),
        login_form=SignInForm,
        verify_form=AgainForm,
        change_password_form=NewPasswordForm,
        mail_util_cls=NoMail,
        totp_cls=CodeApp,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.want_json(lambda _request: False)
    password_changed.connect(_password_chosen, app)
    tf_profile_changed.connect(_code_app_chosen, app)
    presence.install(app)


class NoMail(MailUtil):
    """There is no mail server: addresses are only names to sign in with."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is ever mailed."""

    def normalize(self, email: str) -> str:
        try:
            return staff_accounts.normal_address(email)
        except Invalid as error:
            raise EmailValidateException(SIGN_IN_FAILED) from error

    def validate(self, email: str) -> str:
        return self.normalize(email)


class CodeApp(Totp):
    """One-time codes by RFC 6238; its section 5.2 requires that each code is accepted only once."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        self._totp = code_apps.factory(secrets, issuer)

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether the code is valid; none is for a secret sealed with a key that is no longer accepted."""
        try:
            return super().verify_totp(token, totp_secret, user, window)
        except KeyError:
            return False

    def get_last_counter(self, user: UserMixin) -> int | None:
        return cast(StaffUser, user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Store the code's time step in one statement, so that of two simultaneous requests only one succeeds."""
        fresh = sa.or_(StaffUser.tf_last_counter.is_(None), StaffUser.tf_last_counter < tmatch.counter)
        taken = sa.update(StaffUser).where(StaffUser.id == user.id, fresh).values(tf_last_counter=tmatch.counter)
        if cast(sa.CursorResult[Any], db.session.execute(taken)).rowcount != 1:
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The URL of the picture: one embedded in the page would need a weaker content policy."""
        return url_for("staff.enrolment_picture")


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, stored as keyed digests and shown once, when they are generated."""

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [self._digest(code) for code in codes]

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """Empty, because they cannot be shown again."""
        return []

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        staff_accounts.note_change(db.session(), user.id, "recovery_codes_made", actor(user.id))
        return super().create_recovery_codes(user)

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        kept = user.mf_recovery_codes or []
        return any(hmac.compare_digest(wanted, one) for wanted in self._digests(code) for one in kept)

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        staff_accounts.note_change(db.session(), user.id, "recovery_code_used", actor(user.id))
        used = self._digests(code)
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes or [] if kept not in used]
        return True

    def _digest(self, code: str) -> str:
        return self._digests(code)[0]

    def _digests(self, code: str) -> list[str]:
        """The digests with every accepted key; the first is for new codes."""
        plain = "".join(char for char in code.lower() if char.isalnum())
        keys = derived_ring(current_app.config["SETTINGS"], "staff recovery codes")
        return [hmac.new(key, plain.encode(), hashlib.sha256).hexdigest() for key in keys]


def _password_chosen(_app: Flask, user: StaffUser, **_more: object) -> None:
    user.must_change_password = False
    staff_accounts.note_change(db.session(), user.id, "password", actor(user.id))


def _code_app_chosen(_app: Flask, user: StaffUser, **_more: object) -> None:
    staff_accounts.note_change(db.session(), user.id, "code_app", actor(user.id))


def _options(settings: Settings) -> dict[str, object]:
    def text(purpose: str) -> str:
        return base64.urlsafe_b64encode(derived(settings, purpose)).decode()

    host = urlsplit(settings.public_base_url).hostname or "localhost"
    options = {
        "URL_PREFIX": "/staff",
        "STATIC_FOLDER": None,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_SALT": text("staff passwords"),
        "PASSWORD_LENGTH_MIN": 12,
        "CHANGEABLE": True,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_POST_SETUP_VIEW": "/staff/",
        "TOTP_SECRETS": code_apps.secrets(settings),
        "TOTP_ISSUER": f"eKYC {host}",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "RETURN_GENERIC_RESPONSES": True,
        "API_ENABLED_METHODS": ["session"],
        "CACHE_CONTROL": None,
        "FRESHNESS": timedelta(minutes=30),
        "POST_LOGIN_VIEW": "/staff/",
        "POST_LOGOUT_VIEW": "/staff/login",
        "POST_CHANGE_VIEW": "/staff/",
        "POST_VERIFY_VIEW": "/staff/",
        **_words(),
    }
    secured = {f"SECURITY_{name}": value for name, value in options.items()}
    return secured | {"SESSION_PROTECTION": "strong"}


def _words() -> dict[str, object]:
    """Flask-Security's messages, in the words of our pages."""
    said = {
        "GENERIC_AUTHN_FAILED": (SIGN_IN_FAILED, "error"),
        "TWO_FACTOR_INVALID_TOKEN": (CODE_FAILED, "error"),
        "INVALID_RECOVERY_CODE": ("That recovery code did not work. Each one works once.", "error"),
        "TWO_FACTOR_PERMISSION_DENIED": ("Please sign in from the start.", "info"),
        "INVALID_REDIRECT": ("Please open the sign-in page anew.", "error"),
        "UNAUTHENTICATED": ("Please sign in.", "info"),
        "REAUTHENTICATION_REQUIRED": ("Please type your password again to go on.", "info"),
        "REAUTHENTICATION_SUCCESSFUL": ("Thank you. Please go on.", "good"),
        "TWO_FACTOR_LOGIN_SUCCESSFUL": ("", "good"),
        "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your new authenticator app is set up.", "good"),
        "PASSWORD_CHANGE": ("Your new password is set.", "good"),
        "INVALID_PASSWORD": ("This password is not right.", "error"),
        "PASSWORD_IS_THE_SAME": ("Choose a password that differs from the one before.", "error"),
        "PASSWORD_INVALID_LENGTH": ("Choose a password of at least %(length)s characters.", "error"),
        "RETYPE_PASSWORD_MISMATCH": ("The two new passwords differ.", "error"),
        "PASSWORD_NOT_PROVIDED": ("Type your password.", "error"),
    }
    return {f"MSG_{name}": words for name, words in said.items()}
