"""`python -m bench upload`: CPU-ms of the hosted door's whole answer to one 12-megapixel photo.

From the request's first byte to the redirect: form, limits, decoding, quality check, sealing, the database. Refused
photos are out of focus. The libraries' threads count; sending and the browser do not.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from flask.testing import EnvironBuilder, FlaskClient

from bench._figures import quantile
from bench._snapshots import Snapshots, snapshots
from bench.server import models_dir
from kyc.app import create_app
from kyc.cli import database
from kyc.config import load

KEY = "ekyc_test_bench"
KINDS = {
    "document_accepted": ("document", True),
    "document_refused": ("document_blurred", False),
    "selfie_accepted": ("selfie", True),
    "selfie_refused": ("selfie_blurred", False),
}


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench upload", description=__doc__)
    parser.add_argument("--photos", type=int, default=12, help="of each kind")
    figures = measured(parser.parse_args(words).photos, snapshots())
    print(f"{'':20}{'MB':>6}{'median':>8}{'p95':>8}  CPU-ms")
    for name, one in figures.items():
        print(f"{name:20}{one['mb']:6.1f}{one['p50']:8.0f}{one['p95']:8.0f}")
    print(json.dumps(figures))


def measured(number: int, photos: Snapshots) -> dict[str, dict[str, float]]:
    """Megabytes and CPU-ms of each kind; the first photo of each, which loads the detector, does not count."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"valid_api_keys": (KEY,), "models_dir": models_dir(), "log_level": "WARNING"}
        app = create_app(load(instance_dir=Path(folder), create_limit="1000000/minute", **settings))
        with app.app_context():
            database.prepare(app)
        return {name: _kind(app.test_client, photos, name, number) for name in KINDS}


def _kind(browser: Any, photos: Snapshots, name: str, number: int) -> dict[str, float]:
    snapshot, accepted = KINDS[name]
    spent, sizes = [], []
    for turn in range(number + 1):
        at = Applicant(browser(), turn)
        if snapshot.startswith("selfie"):
            at.send("photo/data_page", photos.taken("document", turn), accepted=True)
            page = "selfie"
        else:
            page = "photo/data_page"
        photo = photos.taken(snapshot, 1000 + turn)
        sizes.append(len(photo) / 1e6)
        spent.append(at.send(page, photo, accepted=accepted))
    return {"mb": quantile(sizes, 0.5, 1), "p50": quantile(spent[1:], 0.5, 1), "p95": quantile(spent[1:], 0.95, 1)}


class Applicant:
    """A browser at a fresh record, which has consented and chosen a passport."""

    def __init__(self, client: FlaskClient, number: int) -> None:
        person = {"name": "Mira Holloway", "document_type": "passport", "nationality": "UTO"}
        made = client.post(
            "/api/profiles/create",
            json={**person, "document_number": f"U{time.time_ns()}{number}"},
            headers={"x-api-key": KEY},
        )
        self.client, self.address = client, f"/{made.get_json()['id']}"
        page = client.get(f"{self.address}/start").get_data(as_text=True)
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        client.open(self._request("start", agree="y"))
        client.open(self._request("document", document_type="passport", issuing_country="UTO"))

    def send(self, page: str, photo: bytes, *, accepted: bool) -> float:
        """CPU-ms of the answer; raises `RuntimeError` where it is not the one to be measured."""
        request = self._request(page, photo=(io.BytesIO(photo), "photo.jpg")).get_environ()
        started = time.process_time()
        answer = self.client.open(request)
        spent = 1000 * (time.process_time() - started)
        if (answer.headers["Location"] == self.address) is not accepted:
            raise RuntimeError(f"a photo that should be {'accepted' if accepted else 'refused'} was not")
        return spent

    def _request(self, page: str, **fields: object) -> EnvironBuilder:
        data = {"csrf_token": self.token, **fields}
        return EnvironBuilder(self.client.application, f"{self.address}/{page}", method="POST", data=data)
