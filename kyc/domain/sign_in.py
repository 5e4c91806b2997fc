"""Signing in at an identity provider: what it says of a person, and why somebody is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kyc.domain.errors import DomainError

REFUSALS = ("unreachable", "unusable", "distrusted", "stale", "declined", "unverified", "unknown", "closed", "taken")
"""Why somebody is not let in: the provider is away, talks nonsense or is set up otherwise; its token does not hold;
the way back came late, twice or from elsewhere; the person said no; the address is not verified; nobody here has it;
the account is closed; the account belongs to another person of the provider, or the person to another account."""


class SignInRefused(DomainError):
    """The sign-in is refused; `code` is one of `REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one attempt (256 random bits each): `state` is sent back to us, `nonce` is in the token,
    `verifier` (PKCE) goes with the exchange of the code.

    They are kept until the browser is back.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """A person as the provider knows them: `subject` for ever and unique at `issuer`, the address as it is today.

    `email` is empty unless the provider says that it is verified. `second_factor` says that the provider asked for one.
    `has_sign_out` says that the provider has a page to sign out.
    """

    issuer: str
    subject: str
    email: str
    second_factor: bool
    has_sign_out: bool = False


def is_among(email: str, domains: Iterable[str]) -> bool:
    """Whether an e-mail address is in one of these domains; subdomains do not count."""
    _, at, domain = email.rpartition("@")
    return bool(at) and domain.lower() in {one.lower().removeprefix("@") for one in domains}


def check_issuer(url: str, *, allow_http: bool) -> None:
    """Check an issuer (OpenID Connect Discovery 1.0, section 3): https, a host, no query; plain http on this machine.

    Raises `ValueError` for any other address.
    """
    parts = urlsplit(url)
    here = allow_http and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    plain = parts.hostname and not ("@" in parts.netloc or parts.query or parts.fragment)
    if not plain or not (here or parts.scheme == "https"):
        raise ValueError("OIDC_ISSUER has to be an https address (http on this machine with OIDC_ALLOW_HTTP)")
