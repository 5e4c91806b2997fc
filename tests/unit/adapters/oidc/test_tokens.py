"""An ID token is believed when it is signed by the provider, for us, now and for this attempt."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from kyc.adapters.oidc import Client, Provider
from kyc.adapters.oidc.tokens import says_second_factor, verified_address
from kyc.domain.sign_in import ProviderIdentity, Secrets, SignInRefused
from tests.providers.hostile import KEY, NONCE, Hostile

BACK = "http://localhost:3000/staff/oidc/callback"
SECRETS = Secrets("state", NONCE, "v" * 43)


def authenticate(ours: Provider) -> ProviderIdentity:
    return ours.authenticate(BACK, SECRETS, {"code": "once", "state": "state"})


def refusal(ours: Provider) -> str:
    with pytest.raises(SignInRefused) as caught:
        authenticate(ours)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value.code


def unsigned(claims: dict[str, Any], algorithm: str) -> str:
    parts = ({"alg": algorithm}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def test_an_honest_token_vouches_for_its_person(ours: Provider, theirs: Hostile) -> None:
    assert authenticate(ours) == ProviderIdentity(theirs.issuer, "sub-1", "reviewer@example.org", second_factor=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"aud": []},
        {"aud": ["ekyc", "another client"]},
        {"azp": "another client"},
        {"iss": "https://another.example"},
        {"exp": int(time.time()) - 300},
        {"exp": "tomorrow"},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"nonce": "of another attempt"},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "line\nbreak"},
        {"amr": "mfa"},
        {"at_hash": "of another token"},
    ],
    ids=" ".join,  # no clock in a name: each worker of the tests has to find the same ones
)
def test_one_wrong_claim_lets_nobody_in(ours: Provider, theirs: Hostile, wrong: dict[str, Any]) -> None:
    theirs.claims |= wrong
    assert refusal(ours) == "distrusted"


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_one_missing_claim_lets_nobody_in(ours: Provider, theirs: Hostile, name: str) -> None:
    del theirs.claims[name]
    assert refusal(ours) == "distrusted"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_a_token_without_signature_lets_nobody_in(ours: Provider, theirs: Hostile, algorithm: str) -> None:
    theirs.instead_of_token(unsigned(theirs.claims, algorithm))
    assert refusal(ours) == "distrusted"


def test_who_knows_our_secret_cannot_sign(ours: Provider, theirs: Hostile, client: Client) -> None:
    secret = OctKey.import_key(client.secret)
    theirs.instead_of_token(jwt.encode({"alg": "HS256"}, theirs.claims, secret))
    assert refusal(ours) == "distrusted"
    theirs.keys["keys"].append({**secret.as_dict(private=True), "kid": "shared"})
    theirs.instead_of_token(jwt.encode({"alg": "HS256", "kid": "shared"}, theirs.claims, secret))
    assert refusal(ours) == "distrusted"


def test_the_public_key_is_no_shared_secret(ours: Provider, theirs: Hostile) -> None:
    for public in (KEY.as_pem(private=False), json.dumps(KEY.as_dict(private=False)).encode()):
        signed = unsigned(theirs.claims, "HS256").rstrip(".")
        sealed = hmac.new(public, signed.encode(), hashlib.sha256).digest()
        theirs.instead_of_token(f"{signed}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}")
        assert refusal(ours) == "distrusted"


@pytest.mark.parametrize("header", [{"kid": "theirs"}, {"kid": "of nobody"}, {}])
def test_a_key_that_the_provider_does_not_show_signs_nothing(
    ours: Provider, theirs: Hostile, header: dict[str, str]
) -> None:
    other = ECKey.generate_key("P-256")
    # a token may carry the key that signed it, or an address of it: neither is a reason to believe it
    carried = {"alg": "ES256", "jwk": other.as_dict(private=False), "jku": f"{theirs.issuer}/jwks", **header}
    theirs.instead_of_token(jwt.encode(carried, theirs.claims, other))
    assert refusal(ours) == "distrusted"


def test_a_key_of_another_kind_under_the_same_name_signs_nothing(ours: Provider, theirs: Hostile) -> None:
    other = RSAKey.generate_key(2048)
    theirs.instead_of_token(jwt.encode({"alg": "RS256", "kid": "theirs"}, theirs.claims, other))
    assert refusal(ours) in {"distrusted", "unusable"}


@pytest.mark.parametrize("nonsense", ["", "a.b", "a.b.c", "....", 7, None, ["x"], "é.é.é", "x" * 100_000])
def test_what_is_no_token_lets_nobody_in(ours: Provider, theirs: Hostile, nonsense: object) -> None:
    theirs.instead_of_token(nonsense)
    assert refusal(ours) in {"distrusted", "unusable"}


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{}]}, {"keys": "x"}, {"keys": [{"kty": "EC"}]}])
def test_without_keys_nobody_is_let_in(ours: Provider, theirs: Hostile, keys: dict[str, Any]) -> None:
    theirs.keys = keys
    assert refusal(ours) in {"distrusted", "unusable"}


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"amr": ["pwd"], "acr": "1"}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"], 7, None], "acr": ["mfa"]}, False),
        ({}, False),
    ],
)
def test_a_second_factor_is_one_of_the_words_and_nothing_like_them(claims: dict[str, Any], says: bool) -> None:
    assert says_second_factor(claims, frozenset({"mfa"})) is says


def test_without_words_no_provider_stands_in_for_our_code_app() -> None:
    assert not says_second_factor({"amr": ["mfa"], "acr": ""}, frozenset())


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1, [True]])
def test_an_address_counts_where_it_is_said_to_be_verified(verified: object) -> None:
    assert verified_address({"email": "me@example.org", "email_verified": True}) == "me@example.org"
    assert verified_address({"email": "me@example.org", "email_verified": verified}) == ""
    assert verified_address({"email": ["me@example.org"], "email_verified": True}) == ""
