"""Signs staff in at an identity provider by OpenID Connect: authorization code, PKCE, state and nonce.

Authlib builds the requests and checks the claims, joserfc the signature. We add the rules for outgoing requests (as for
webhooks: https, public addresses, one deadline, bounded answers), and log nothing of what the provider answers.
"""

from __future__ import annotations

from kyc.adapters.oidc.client import Client
from kyc.adapters.oidc.provider import Provider

__all__ = ["Client", "Provider", "create"]


def create(client: Client) -> Provider:
    """A provider as described by the settings; it is not contacted before somebody signs in."""
    return Provider(client)
