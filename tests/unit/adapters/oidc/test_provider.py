"""The talk with a provider: what is asked, where it goes, and that nonsense and silence are codes."""

from __future__ import annotations

import base64
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from kyc.adapters.oidc import Client, Provider, create, talk
from kyc.domain.sign_in import Secrets, SignInRefused
from tests.providers.hostile import NONCE, Hostile, Raw, spoken
from tests.said import said_by

BACK = "http://localhost:3000/staff/oidc/callback"
SECRETS = Secrets("state", NONCE, "v" * 43)
DISCOVERY = "/.well-known/openid-configuration"
ODD: list[Raw] = [
    (200, {}, b""),
    (200, {}, b"<html>Welcome</html>"),
    (200, {}, b"[]"),
    (200, {}, b"null"),
    (200, {}, b"\xff\xfe{}"),
    (200, {}, b"[" * 100_000),
    (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b not packed"),
    (302, {"Location": "http://127.0.0.1:1/"}, b"{}"),
    (404, {}, b"{}"),
]


def refusal(ours: Provider, answer: dict[str, str] | None = None) -> str:
    with pytest.raises(SignInRefused) as caught:
        ours.authenticate(BACK, SECRETS, answer or {"code": "once"})
    return caught.value.code


def test_the_way_there_carries_proofs_and_no_secret(ours: Provider, theirs: Hostile, client: Client) -> None:
    url, secrets = ours.authorization_url(BACK)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{theirs.issuer}/authorize?")
    assert asked == {
        "response_type": "code",
        "client_id": "ekyc",
        "redirect_uri": BACK,
        "scope": "openid email",
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge": create_s256_code_challenge(secrets.verifier),
        "code_challenge_method": "S256",
    }
    assert len({secrets.state, secrets.nonce, secrets.verifier}) == 3
    assert min(map(len, (secrets.state, secrets.nonce, secrets.verifier))) >= 43
    assert client.secret not in url + repr(client) + repr(secrets)


def test_the_code_is_exchanged_with_our_secret_and_the_verifier(ours: Provider, theirs: Hostile) -> None:
    ours.authenticate(BACK, SECRETS, {"code": "once"})
    path, headers, body = theirs.asked[1]
    assert path == "/token"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"ekyc:a secret of the tests"
    assert parse_qs(body) == {
        "grant_type": ["authorization_code"],
        "code": ["once"],
        "code_verifier": ["v" * 43],
        "redirect_uri": [BACK],
    }
    assert [path for path, _, _ in theirs.asked] == [DISCOVERY, "/token", "/jwks"]


def test_the_secret_goes_into_the_form_where_the_provider_takes_it_there_alone(ours: Provider, theirs: Hostile) -> None:
    theirs.described["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    ours.authenticate(BACK, SECRETS, {"code": "once"})
    assert parse_qs(theirs.asked[1][2])["client_secret"] == ["a secret of the tests"]


def test_a_public_client_shows_its_name_alone(theirs: Hostile) -> None:
    create(Client(theirs.issuer, "ekyc")).authenticate(BACK, SECRETS, {"code": "once"})
    assert "Authorization" not in theirs.asked[1][1]
    assert parse_qs(theirs.asked[1][2])["client_id"] == ["ekyc"]


def test_an_address_that_is_not_in_the_token_is_asked_for(ours: Provider, theirs: Hostile) -> None:
    del theirs.claims["email"]
    assert ours.authenticate(BACK, SECRETS, {"code": "once"}).email == "told@example.org"
    assert theirs.asked[-1][1]["Authorization"] == "Bearer opaque"
    theirs.told["email_verified"] = False
    assert ours.authenticate(BACK, SECRETS, {"code": "once"}).email == ""


def test_what_is_told_of_somebody_else_lets_nobody_in(ours: Provider, theirs: Hostile) -> None:
    del theirs.claims["email"]
    theirs.told["sub"] = "sub-2"
    assert refusal(ours) == "distrusted"


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/jwks", "/me"])
def test_odd_answers_let_nobody_in(ours: Provider, theirs: Hostile, path: str) -> None:
    del theirs.claims["email"]
    for odd in ODD:
        theirs.raw = {path: odd}
        assert refusal(ours) == "unusable", odd[:2]
    theirs.raw = {path: (503, {}, b"later")}
    assert refusal(ours) == "unreachable"


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/jwks"])
def test_an_answer_is_read_up_to_a_size(ours: Provider, theirs: Hostile, path: str) -> None:
    status, headers, said = theirs.answer(path)
    theirs.raw = {path: (status, headers, said.ljust(talk.LARGEST))}
    assert ours.authenticate(BACK, SECRETS, {"code": "once"}).subject == "sub-1"
    theirs.raw = {path: (status, headers, said.ljust(talk.LARGEST + 1))}
    assert refusal(ours) == "unusable"


def test_a_code_that_was_used_or_is_too_old_asks_to_start_again(ours: Provider, theirs: Hostile) -> None:
    theirs.raw["/token"] = spoken({"error": "invalid_grant", "error_description": "person@example.org"}, 400)
    assert refusal(ours) == "stale"


def test_a_wrong_secret_is_named_in_the_log_and_nothing_else_that_was_said(ours: Provider, theirs: Hostile) -> None:
    with said_by(talk) as lines:
        for said in ("invalid_client", "person@example.org", ["person@example.org"]):
            theirs.raw["/token"] = spoken({"error": said, "error_description": "person@example.org"}, 401)
            assert refusal(ours) == "unusable"
    assert [line["error"] for line in lines] == ["invalid_client", "other", "other"]
    assert "person" not in str(lines)


def test_a_provider_that_describes_another_one_is_not_used(ours: Provider, theirs: Hostile) -> None:
    theirs.described["issuer"] = "https://another.example"
    assert refusal(ours) == "unusable"
    with pytest.raises(SignInRefused):
        ours.authorization_url(BACK)


@pytest.mark.parametrize(
    "place",
    [
        "http://idp.example/token",
        "https://10.0.0.1/token",
        "https://[::1]/token",
        "https://localhost/token",
        "https://169.254.169.254/latest",
        "https://me:word@idp.example/token",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//idp.example/token",
        "",
        7,
        None,
    ],
)
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"])
def test_nobody_is_sent_inwards_or_over_plain_http(ours: Provider, theirs: Hostile, name: str, place: object) -> None:
    theirs.described[name] = place
    asking = {"authorization_endpoint": ours.authorization_url, "end_session_endpoint": ours.sign_out_url}
    with pytest.raises(SignInRefused) as caught:
        asking[name](BACK) if name in asking else ours.authenticate(BACK, SECRETS, {"code": "once"})
    assert caught.value.code == "unusable"


def test_a_host_that_only_begins_like_the_issuer_is_another_one(ours: Provider, theirs: Hostile) -> None:
    theirs.described["token_endpoint"] = f"{theirs.issuer}.evil.example/token"
    assert refusal(ours) == "unusable"
    theirs.described["token_endpoint"] = theirs.issuer.replace("://", "://evil@") + "/token"
    assert refusal(ours) == "unusable"


@pytest.mark.parametrize(
    ("promised", "iss", "code"),
    [(True, "https://another.example", "distrusted"), (True, None, "distrusted"), (False, "x", "distrusted")],
)
def test_an_answer_of_another_provider_is_not_carried_here(
    ours: Provider, theirs: Hostile, promised: bool, iss: str | None, code: str
) -> None:
    theirs.described["authorization_response_iss_parameter_supported"] = promised
    assert refusal(ours, {"code": "once"} | ({"iss": iss} if iss else {})) == code
    assert [path for path, _, _ in theirs.asked] == [DISCOVERY]
    assert ours.authenticate(BACK, SECRETS, {"code": "once", "iss": theirs.issuer}).subject == "sub-1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "access_denied"}, "declined"),
        ({"error": "server_error", "code": "once"}, "unusable"),
        ({"state": "state"}, "unusable"),
        ({"code": ""}, "unusable"),
        ({"code": "x" * 3000}, "unusable"),
        ({"code": "é\n"}, "unusable"),
    ],
)
def test_without_a_code_no_code_is_exchanged(
    ours: Provider, theirs: Hostile, answer: dict[str, str], code: str
) -> None:
    assert refusal(ours, answer) == code
    assert "/token" not in [path for path, _, _ in theirs.asked]


def test_a_provider_that_is_away_is_said_to_be() -> None:
    away = create(Client("http://127.0.0.1:1", "ekyc"))
    assert refusal(away) == "unreachable"
    with pytest.raises(SignInRefused) as caught:
        away.authorization_url(BACK)
    assert caught.value.code == "unreachable"


def test_a_provider_that_never_answers_is_given_up(
    ours: Provider, theirs: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "TOTAL_S", 0.2)
    monkeypatch.setattr(theirs, "answer", lambda path: time.sleep(0.6) or spoken({}))
    assert refusal(ours) == "unreachable"


def test_the_way_out_leads_back_to_us(ours: Provider, theirs: Hostile) -> None:
    with pytest.raises(SignInRefused):
        ours.sign_out_url("http://localhost:3000/staff/login")
    theirs.described["end_session_endpoint"] = f"{theirs.issuer}/end?tenant=1"
    url = ours.sign_out_url("http://localhost:3000/staff/login")
    assert url.startswith(f"{theirs.issuer}/end?tenant=1&")
    assert parse_qs(urlsplit(url).query) == {
        "tenant": ["1"],
        "client_id": ["ekyc"],
        "post_logout_redirect_uri": ["http://localhost:3000/staff/login"],
    }
    assert ours.authenticate(BACK, SECRETS, {"code": "once"}).has_sign_out


def test_the_environment_is_not_asked_for_a_proxy(
    ours: Provider, theirs: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert ours.authenticate(BACK, SECRETS, {"code": "once"}).subject == "sub-1"
