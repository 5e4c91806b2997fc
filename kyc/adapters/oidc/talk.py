"""Requests to an identity provider: to its own address and public ones only, limited in time and size.

Plain http is possible only for the issuer's own address, where the settings allow it. Redirects are not followed, and
the environment's proxies and .netrc are ignored, as for all outgoing requests. What these libraries raise can contain
requests and tokens, so every failure becomes a code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from kyc.adapters.addresses import check_url, networks
from kyc.adapters.oidc.client import Client
from kyc.adapters.outgoing import CONNECT_S, FAILURES, Deadline, PinnedAdapter, failure_code, nowhere
from kyc.domain.sign_in import SignInRefused

log = structlog.get_logger(__name__)

TOTAL_S, SILENCE_S = 15.0, 8.0
LARGEST = 256 * 1024
_PIECE = 65_536
_ANYWHERE = ("0.0.0.0/0", "::/0")
_AWAY = frozenset({"blocked_address", "timeout", "tls_failed", "connection_failed"})
# RFC 6749 section 5.2; other texts of a provider may contain anything and are not logged.
_KNOWN = frozenset({"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "invalid_scope"})
_FIXED = {"User-Agent": "ekyc-sign-in/1", "Accept-Encoding": "identity", "Connection": "close"}


@contextmanager
def talk(client: Client, back: str) -> Iterator[Any]:
    """An OAuth client for one sign-in, with guarded requests; raises `SignInRefused` for whatever goes wrong."""
    with Deadline(TOTAL_S) as deadline:
        try:
            with _session(client, back, deadline) as session:
                yield session
        except AuthlibBaseError as problem:
            said = str(problem.error)
            known = said if said in _KNOWN else "other"
            raise _refused("exchange", known, "stale" if known == "invalid_grant" else "unusable") from None
        except JoseError as problem:
            raise _refused("token", type(problem).__name__, "distrusted") from None
        except FAILURES as problem:
            code = failure_code(problem, deadline.over)
            raise _refused("exchange", code, "unreachable" if code in _AWAY else "unusable") from None
        except (LookupError, TypeError, AttributeError, RecursionError) as problem:
            raise _refused("answer", type(problem).__name__, "unusable") from None


def fetched(session: Any, url: str, *, token: bool = False) -> dict[str, Any]:
    """The JSON object at a URL, with the access token if `token`; raises errors that `talk` translates."""
    answer = session.get(url, withhold_token=not token, headers={"Accept": "application/json"})
    if answer.status_code >= 500:
        raise requests.ConnectionError
    found = answer.json()
    if answer.status_code != 200 or not isinstance(found, dict):
        raise TypeError
    return found


def allowed(client: Client, url: object) -> str:
    """A URL that the provider named, if it is one that a browser or we may go to; else raises `ValueError`."""
    own = isinstance(url, str) and url.startswith(_origin(client.issuer))
    if not isinstance(url, str) or not (own or url.startswith("https://")):
        raise ValueError
    if check_url(url, _ANYWHERE if own else client.allow):
        raise ValueError
    return url


class TooLarge(ValueError):
    """An answer larger than `LARGEST`."""


class Bounded(PinnedAdapter):
    """Reads an answer up to a maximum size, before it is parsed."""

    def send(self, request: Any, *args: Any, **more: Any) -> requests.Response:
        answer = super().send(request, *args, **{**more, "stream": True})
        kept = bytearray()
        with answer:
            while piece := answer.raw.read1(_PIECE, decode_content=False):
                kept += piece
                if len(kept) > LARGEST:
                    raise TooLarge
        answer._content, answer._content_consumed = bytes(kept), True  # type: ignore[attr-defined]  # its own field
        return answer


def _session(client: Client, back: str, deadline: Deadline) -> Any:
    """A session; the issuer's address, set by the operator, may be anywhere, others must be public or listed."""
    session: Any = OAuth2Session(
        client.client_id,
        client.secret or None,
        scope="openid email",
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=(CONNECT_S, SILENCE_S),
    )
    session.trust_env, session.verify, session.get_redirect_target = False, str(client.ca_file or "") or True, nowhere
    session.headers.update(_FIXED)
    session.adapters.clear()
    session.mount("https://", Bounded(networks(client.allow), deadline))
    session.mount(_origin(client.issuer), Bounded(networks(_ANYWHERE), deadline))
    return session


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _refused(step: str, error: str, code: str) -> SignInRefused:
    log.warning("sign_in_failed", step=step, error=error, result=code)
    return SignInRefused(code)
