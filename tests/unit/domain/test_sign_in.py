"""Which addresses a provider may have, and whose people get an account."""

from __future__ import annotations

import pytest

from kyc.domain.sign_in import REFUSALS, Secrets, SignInRefused, check_issuer, is_among


@pytest.mark.parametrize("url", ["https://idp.example", "https://idp.example:8443/realms/staff", "https://10.0.0.7/"])
def test_an_issuer_is_an_https_address_that_may_lie_inside(url: str) -> None:
    check_issuer(url, allow_http=False)
    with pytest.raises(ValueError, match="https"):
        check_issuer(url.replace("https://", "http://"), allow_http=True)


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1/realms/staff", "http://[::1]:80"])
def test_plain_http_needs_leave_and_does_not_leave_this_machine(url: str) -> None:
    check_issuer(url, allow_http=True)
    with pytest.raises(ValueError, match="https"):
        check_issuer(url, allow_http=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://idp.example",
        "http://localhost.idp.example",
        "http://127.0.0.1@idp.example",
        "https://me:word@idp.example",
        "https://idp.example?tenant=1",
        "https://idp.example#x",
        "https://",
        "idp.example",
        "ftp://localhost",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    with pytest.raises(ValueError, match="OIDC_ISSUER"):
        check_issuer(url, allow_http=True)


@pytest.mark.parametrize(
    ("email", "among"),
    [
        ("anna@example.org", True),
        ("anna@EXAMPLE.org", True),
        ("anna@other.example", True),
        ("anna@sub.example.org", False),
        ("anna@notexample.org", False),
        ("anna@example.org.evil.example", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_a_domain_is_the_whole_of_what_follows_the_at(email: str, among: bool) -> None:
    assert is_among(email, ["example.org", "@Other.example"]) is among


def test_no_domain_makes_no_account() -> None:
    assert not is_among("anna@example.org", [])


def test_secrets_are_not_shown() -> None:
    assert "hidden" not in repr(Secrets("hidden", "hidden", "hidden"))


def test_a_refusal_carries_its_code_and_nothing_else() -> None:
    assert [SignInRefused(code).code for code in REFUSALS] == list(REFUSALS)
    assert str(SignInRefused("taken")) == "taken"
