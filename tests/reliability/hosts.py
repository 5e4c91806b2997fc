"""Two hosts: web and a worker each, with their own folder; database and images are services that both reach."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path

from tests.reliability.partner import Partner
from tests.reliability.site import Site

# What an operator gives every host of one installation: without it, each would generate its own.
KEY_BYTES = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
SECRETS = {
    "SECRET_KEY": "two hosts sign cookies with one key",
    "API_KEY_PEPPER": "two hosts know the keys of partners by one pepper",
    "BLOB_KEYS": f"k1:{KEY_BYTES}",
    "RECEIPT_KEYS": f"r1:{KEY_BYTES}",
    "WEBHOOK_SECRET": f"whsec_{KEY_BYTES}",
}


class Host(Site):
    """One host by its name, after which its worker is named, so that the hosts' workers differ."""

    def __init__(self, folder: Path, name: str, database_url: str, rest_s: float, env: Mapping[str, str]) -> None:
        super().__init__(folder / name, database_url, workers=1, rest_s=rest_s, **SECRETS, **env)
        self.name = name

    def __enter__(self) -> Host:
        try:
            self.come_up()
        except BaseException:
            self.close()
            raise
        return self

    def come_up(self) -> None:
        for name in ("web", f"{self.name}-worker"):
            self.start(name)
        self.wait_ready()

    def lose(self) -> None:
        """End all its processes at once, as in a power cut."""
        for name in self.running:
            self.signal(name, signal.SIGKILL)
        for name in list(self.running):
            self.end(name)


class Balanced(Partner):
    """A partner behind a load balancer: every request, and every retry, goes to the next host."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        self._next = cycle([host.url for host in hosts])
        super().__init__("")

    @property
    def url(self) -> str:  # type: ignore[override]
        return next(self._next)

    @url.setter
    def url(self, given: str) -> None:
        """The base URL, chosen by the balancer."""
