"""This installation's registration at an identity provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Client:
    """The provider's issuer URL, our client id there and our secret (empty: a public client, secured by PKCE alone).

    `second_factors` are the values of `amr` or `acr` by which the provider states that it checked a second factor;
    `allow` are private networks that its other addresses may be in, `ca_file` the authorities of an internal provider
    (PEM).
    """

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    second_factors: frozenset[str] = frozenset()
    allow: tuple[str, ...] = ()
    ca_file: Path | None = None
