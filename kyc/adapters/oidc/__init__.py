"""Signs people in at an identity provider by OpenID Connect: authorization code, PKCE, state and nonce.

Authlib builds the requests and judges the claims, joserfc the signature. Ours are the rules of what goes out (as for
webhooks: https, public addresses, one deadline, bounded answers) and the silence about what was said.
"""

from __future__ import annotations

from kyc.adapters.oidc.client import Client
from kyc.adapters.oidc.provider import Provider

__all__ = ["Client", "Provider", "create"]


def create(client: Client) -> Provider:
    """A provider as the settings describe it; nothing is asked of it before somebody signs in."""
    return Provider(client)
