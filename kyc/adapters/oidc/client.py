"""How this installation is known to an identity provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Client:
    """The provider's address, our name there and our secret (empty: a public client, held by PKCE alone).

    `second_factors` are the words of `amr` or `acr` by which the provider says that it asked for a second factor;
    `allow` the networks inside that its other addresses may lie in, `ca_file` the authorities of one inside (PEM).
    """

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    second_factors: frozenset[str] = frozenset()
    allow: tuple[str, ...] = ()
    ca_file: Path | None = None
