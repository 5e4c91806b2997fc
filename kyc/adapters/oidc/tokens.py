"""Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signature, audience, time and nonce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidClaimError
from joserfc.jwk import KeySet

from kyc.adapters.oidc.client import Client

# Asymmetric only: with HS256 anybody who knows the client's secret could sign, and `none` is no signature.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
LEEWAY_S = 60
LONGEST_SUBJECT = 255


def judged(token: Mapping[str, Any], keys: Any, client: Client, nonce: str) -> dict[str, Any]:
    """The claims of the ID token in a token response; raises `JoseError`, or `TypeError` and the like for nonsense."""
    signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        {"iss": {"essential": True, "value": client.issuer}, "aud": {"essential": True, "value": client.client_id}},
        {"nonce": nonce, "client_id": client.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(leeway=LEEWAY_S)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise InvalidClaimError("sub")
    return dict(claims)


def says_second_factor(claims: Mapping[str, Any], words: frozenset[str]) -> bool:
    """Whether `amr` or `acr` contains one of the values that mean a second factor."""
    methods = claims.get("amr")
    said = [*(methods if isinstance(methods, list) else []), claims.get("acr")]
    return any(isinstance(word, str) and word in words for word in said)


def verified_address(claims: Mapping[str, Any]) -> str:
    """The e-mail address if the provider states that it is verified, else an empty text."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else ""
