"""Signing in at the identity provider: there, back, and into the same kind of session as with a password.

Both ways are plain links, because browsers apply our content policy (`form-action 'self'`) to the redirects of forms,
but not of links. The secrets of the attempt are in the signed cookie, so its way back opens nothing in another browser.
"""

from __future__ import annotations

import hmac
import re
import time
from typing import Any, cast

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_login import current_user
from flask_login.signals import user_logged_out
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import login_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from kyc.domain.ports import IdentityProvider
from kyc.domain.sign_in import ProviderIdentity, Secrets, SignInRefused
from kyc.services.accounts import oidc_links
from kyc.web import unit_of_work
from kyc.web.guards import public
from kyc.web.limits import limiter, login_limit
from kyc.web.staff.door import blueprint
from kyc.web.staff.entrance import provider_session

ATTEMPT_S = 600
_ATTEMPT = "oidc"
_INNER = re.compile(r"/staff/[!-\[\]-~]{0,500}")
_TELL = "Please tell the person who runs this server."
WORDS = {
    "unreachable": "Signing in with {name} does not work at the moment: no answer. Please try again in a few minutes.",
    "unusable": f"Signing in with {{name}} does not work: it is set up differently from this server. {_TELL}",
    "distrusted": f"The answer of {{name}} could not be trusted, so nobody was signed in. {_TELL}",
    "stale": "This sign-in took too long, was used before or began in another browser. Please start again.",
    "declined": "Signing in with {name} was stopped. Please start again when you are ready.",
    "unverified": "According to {name} your e-mail address is not verified. Have it verified there, then try again.",
    "unknown": "There is no account here for your e-mail address. The person who runs this server can make one.",
    "closed": "Your account here is closed. The person who runs this server can open it again.",
    "taken": "Your account here is linked to another person at {name}. The person who runs this server can mend that.",
}


@blueprint.get("/oidc")
@public
@limiter.limit(login_limit)
def sign_in_elsewhere() -> Response:
    """To the provider; `next` is the page to open afterwards."""
    if current_user.is_authenticated:
        return redirect(url_for("staff.queue"))
    url, secrets = _provider().authorization_url(_back())
    kept = {"state": secrets.state, "nonce": secrets.nonce, "verifier": secrets.verifier}
    session[_ATTEMPT] = kept | {"at": time.time(), "next": inner(request.args.get("next"))}
    return redirect(url)


@blueprint.get("/oidc/callback")
@public
@limiter.limit(login_limit)
def back_from_elsewhere() -> Response:
    """Back from the provider, with a code that works once; ignored unless this browser began an attempt."""
    provider, attempt = _provider(), session.pop(_ATTEMPT, None)
    if current_user.is_authenticated:
        return redirect(url_for("staff.queue"))
    answer = request.args.to_dict()
    secrets = _same_attempt(attempt, answer.get("state", ""))
    identity = provider.authenticate(_back(), secrets, answer)
    try:
        return _let_in(identity, attempt["next"])
    except IntegrityError:  # two first sign-ins at the same moment
        raise SignInRefused("stale") from None


@blueprint.get("/oidc/leave")
@public
@limiter.limit(login_limit)
def leave_elsewhere() -> Response:
    """To the provider's own page to sign out, for people who share a computer."""
    return redirect(_provider().sign_out_url(unit_of_work.settings().public_base_url + url_for("security.login")))


@blueprint.errorhandler(SignInRefused)
def sign_in_refused(refusal: SignInRefused) -> Response:
    """Back on the sign-in page, which says why."""
    flash(WORDS[refusal.code].format(name=unit_of_work.settings().oidc_name), "error")
    return redirect(url_for("security.login"))


def inner(path: str | None) -> str:
    """The staff's page to go on to; anything else becomes the queue, so that nobody is redirected elsewhere."""
    return path if path and _INNER.fullmatch(path) else url_for("staff.queue")


@unit_of_work.commits
def _let_in(identity: ProviderIdentity, onward: str) -> Response:
    """Signed in where the provider asked for both factors, otherwise on to our own second one."""
    user = oidc_links.account_of(unit_of_work.session(), identity, unit_of_work.settings().oidc_new_accounts)
    tf_clean_session()  # type: ignore[no-untyped-call]
    provider_session.keep(user, identity)
    if identity.second_factor:
        login_user(user, remember=False, authn_via=["oidc", "mfa"])
        return redirect(onward)
    security: Any = current_app.extensions["security"]
    enter = security.two_factor_plugins.tf_enter
    return cast(Response, enter(user, remember_me=False, primary_authn_via="oidc", next_loc=onward))


def _same_attempt(attempt: dict[str, Any] | None, state: str) -> Secrets:
    if attempt is None or time.time() - attempt["at"] > ATTEMPT_S:
        raise SignInRefused("stale")
    if not hmac.compare_digest(attempt["state"].encode(), state.encode()):
        raise SignInRefused("stale")
    return Secrets(attempt["state"], attempt["nonce"], attempt["verifier"])


def _provider() -> IdentityProvider:
    return unit_of_work.tools().identity_provider or abort(404)


def _back() -> str:
    """The redirect URL as registered at the provider; not taken from the request's Host."""
    return unit_of_work.settings().public_base_url + url_for("staff.back_from_elsewhere")


def init_app(app: Flask) -> None:
    """Tell the sign-in pages of the provider, and forget at sign-out who signed in there."""
    app.extensions["security"].context_processor(lambda: {"elsewhere": provider_session.elsewhere()})
    user_logged_out.connect(provider_session.forget, app)
