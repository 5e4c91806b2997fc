"""An identity provider on loopback that answers whatever a test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

KEY = ECKey.generate_key("P-256", {"kid": "theirs", "use": "sig", "alg": "ES256"})
NONCE = "a nonce of the tests"
Raw = tuple[int, dict[str, str], bytes]


class Hostile:
    """Honest by default; `described`, `claims` and the rest can be changed before it is asked.

    `raw` has whole answers by path, in place of the generated ones.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.described: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "userinfo_endpoint": f"{issuer}/me",
        }
        now = int(time.time())
        self.claims: dict[str, Any] = {"iss": issuer, "sub": "sub-1", "aud": "ekyc", "iat": now, "exp": now + 300}
        self.claims |= {"nonce": NONCE, "email": "reviewer@example.org", "email_verified": True}
        self.told: dict[str, Any] = {"sub": "sub-1", "email": "told@example.org", "email_verified": True}
        self.keys: dict[str, Any] = {"keys": [KEY.as_dict(private=False)]}
        self.raw: dict[str, Raw] = {}
        self.asked: list[tuple[str, dict[str, str], str]] = []

    def token(self) -> str:
        """The ID token of `claims`, signed with the key that the provider publishes."""
        return jwt.encode({"alg": "ES256", "kid": "theirs"}, self.claims, KEY)

    def answer(self, path: str) -> Raw:
        """The answer at a path."""
        if path in self.raw:
            return self.raw[path]
        said: dict[str, Any] = {
            "/.well-known/openid-configuration": self.described,
            "/jwks": self.keys,
            "/me": self.told,
            "/token": {"access_token": "opaque", "token_type": "Bearer"},
        }[path]
        return spoken(said | {"id_token": self.token()} if path == "/token" else said)

    def instead_of_token(self, id_token: object) -> None:
        """A token answer with something else in place of the ID token."""
        self.raw["/token"] = spoken({"access_token": "opaque", "token_type": "Bearer", "id_token": id_token})


def spoken(value: object, status: int = 200) -> Raw:
    """A value in the form in which a provider sends it."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


@contextmanager
def listening() -> Iterator[Hostile]:
    """A provider that answers until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = Hostile(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.provider  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say("")

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _say(self, body: str) -> None:
        provider: Hostile = self.server.provider  # type: ignore[attr-defined]
        provider.asked.append((self.path, dict(self.headers), body))
        status, headers, said = provider.answer(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_words: object) -> None:
        """Silent: nothing on the tests' screen."""
