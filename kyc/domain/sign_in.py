"""Signing in elsewhere: what an identity provider says of a person, and why somebody is not let in."""

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
    """Nobody is let in; `code` is one of `REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one attempt is known by again (each 256 random bits): `state` by us, `nonce` in the token, `verifier` (PKCE)
    at the exchange of the code."""

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
    """Whether an address lies in one of these domains, not in one below them."""
    _, at, domain = email.rpartition("@")
    return bool(at) and domain.lower() in {one.lower().removeprefix("@") for one in domains}


def check_issuer(url: str, *, allow_http: bool) -> None:
    """OpenID Connect Discovery 1.0, section 3: https, a host, no query; plain http where it cannot leave this machine.

    Raises `ValueError` for any other address.
    """
    parts = urlsplit(url)
    here = allow_http and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    plain = parts.hostname and not ("@" in parts.netloc or parts.query or parts.fragment)
    if not plain or not (here or parts.scheme == "https"):
        raise ValueError("OIDC_ISSUER has to be an https address (http on this machine with OIDC_ALLOW_HTTP)")
