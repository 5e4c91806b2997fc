"""An identity provider: starting a sign-in, finishing it, and signing out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from authlib.common.security import generate_token

from kyc.adapters.oidc.client import Client
from kyc.adapters.oidc.talk import allowed, fetched, talk
from kyc.adapters.oidc.tokens import judged, says_second_factor, verified_address
from kyc.domain.sign_in import ProviderIdentity, Secrets, SignInRefused

LONGEST_CODE = 2048
_DISCOVERY = "/.well-known/openid-configuration"
_LENGTH = 43  # letters and digits: 256 random bits


class Provider:
    """Fills `kyc.domain.ports.IdentityProvider`; `back` is our URL to which the provider sends browsers back."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def authorization_url(self, back: str) -> tuple[str, Secrets]:
        """The URL where a browser signs in, and the secrets to keep until it is back."""
        secrets = Secrets(*(generate_token(_LENGTH) for _ in range(3)))
        with talk(self._client, back) as session:
            place = allowed(self._client, self._described(session)["authorization_endpoint"])
            url, _ = session.create_authorization_url(
                place, state=secrets.state, code_verifier=secrets.verifier, nonce=secrets.nonce
            )
        return str(url), secrets

    def authenticate(self, back: str, secrets: Secrets, answer: Mapping[str, str]) -> ProviderIdentity:
        """Who signed in, from the parameters that the browser brought back (state already compared)."""
        if answer.get("error"):
            raise SignInRefused("declined" if answer["error"] == "access_denied" else "unusable")
        with talk(self._client, back) as session:
            described = self._described(session)
            _same_issuer(described, answer)
            claims = self._claims(session, described, secrets, _code(answer))
        return ProviderIdentity(
            issuer=self._client.issuer,
            subject=claims["sub"],
            email=verified_address(claims),
            second_factor=says_second_factor(claims, self._client.second_factors),
            has_sign_out="end_session_endpoint" in described,
        )

    def sign_out_url(self, back: str) -> str:
        """The provider's sign-out page, from which a browser comes back; `unusable` where there is none."""
        with talk(self._client, back) as session:
            place = allowed(self._client, self._described(session)["end_session_endpoint"])
        asked = urlencode({"client_id": self._client.client_id, "post_logout_redirect_uri": back})
        return f"{place}{'&' if '?' in place else '?'}{asked}"

    def _described(self, session: Any) -> dict[str, Any]:
        """The provider's metadata (OpenID Connect Discovery 1.0), which must name this very issuer."""
        found = fetched(session, self._client.issuer.rstrip("/") + _DISCOVERY)
        if found["issuer"] != self._client.issuer:
            raise TypeError
        return found

    def _claims(self, session: Any, described: dict[str, Any], secrets: Secrets, code: str) -> dict[str, Any]:
        session.token_endpoint_auth_method = _method(described, self._client.secret)
        token = session.fetch_token(
            allowed(self._client, described["token_endpoint"]),
            grant_type="authorization_code",
            code=code,
            code_verifier=secrets.verifier,
        )
        keys = fetched(session, allowed(self._client, described["jwks_uri"]))
        claims = judged(token, keys, self._client, secrets.nonce)
        # Some strict providers give the e-mail address only at their userinfo endpoint.
        if "email" not in claims and "userinfo_endpoint" in described:
            return claims | self._more(session, described, claims["sub"])
        return claims

    def _more(self, session: Any, described: dict[str, Any], subject: str) -> dict[str, Any]:
        told = fetched(session, allowed(self._client, described["userinfo_endpoint"]), token=True)
        if told["sub"] != subject:  # section 5.3.2: the answer could be about somebody else
            raise SignInRefused("distrusted")
        return {name: told.get(name) for name in ("email", "email_verified")}


def _same_issuer(described: Mapping[str, Any], answer: Mapping[str, str]) -> None:
    """Refuse an answer that another provider issued (RFC 9207)."""
    promised = described.get("authorization_response_iss_parameter_supported") is True
    if answer.get("iss", described["issuer"] if not promised else None) != described["issuer"]:
        raise SignInRefused("distrusted")


def _code(answer: Mapping[str, str]) -> str:
    code = answer.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise SignInRefused("unusable")
    return code


def _method(described: Mapping[str, Any], secret: str) -> str:
    """How we send our secret: in the header where the provider accepts that (the default), else in the form."""
    offered = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not secret:
        return "none"
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
